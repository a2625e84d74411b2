// Which screens are pictured: as whom, where, in which languages, sizes and colours, after doing what.
const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const both = ['en', 'fr'];

export const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/**
 * languages and sizes default to one picture each: desktop in English, phone in French. Pictures are as long as the page,
 * unless what they show stands over it (`whole: false`).
 */
export const screens = [
    { name: 'sign-in', path: '/' },
    { name: 'creator-connections', as: 'salma', path: '/influencer/social-media', languages: both },
    { name: 'creator-connections-dark', as: 'salma', path: '/influencer/social-media', scheme: 'dark' },
    { name: 'creator-first-account', as: 'youssef', path: '/influencer/social-media' },
    {
        name: 'creator-before-leaving',
        whole: false,
        as: 'salma',
        path: '/influencer/social-media',
        act: (page) => page.locator('.connect-choice').nth(1).click(),
    },
    {
        name: 'creator-disconnect',
        whole: false,
        as: 'salma',
        path: '/influencer/social-media',
        act: (page) => page.locator('.connection-actions .button-quiet').first().click(),
    },
    {
        name: 'creator-syncing',
        whole: false,
        as: 'salma',
        path: '/influencer/social-media',
        act: async (page) => {
            // The platform takes as long as the picture does.
            await page.route('**/rpc/sync_connection', () => undefined);
            await page.locator('.connection-actions .button').first().click();
            await page.locator('.sync-progress').first().waitFor();
        },
    },
    { name: 'creator-history', as: 'salma', path: '/influencer/social-media/history', languages: both },
    {
        name: 'creator-history-side-by-side',
        as: 'salma',
        path: '/influencer/social-media/history',
        act: (page) => page.locator('.controls select').selectOption('side-by-side'),
    },
    {
        name: 'creator-history-gained',
        as: 'salma',
        path: '/influencer/social-media/history',
        act: (page) => page.locator('.section .segmented label').nth(1).click(),
    },
    { name: 'creator-history-empty', as: 'youssef', path: '/influencer/social-media/history' },
    { name: 'creator-notices', as: 'salma', path: '/influencer/notices' },
    { name: 'creator-preferences', as: 'salma', path: '/influencer/preferences' },
    { name: 'creator-error', as: 'ines', path: '/influencer/social-media', errors: true },
    { name: 'oauth-connected', as: 'salma', path: '/oauth/callback/tiktok?code=good&state=x' },
    { name: 'oauth-page-choice', as: 'salma', path: '/oauth/callback/facebook?code=pages&state=x' },
    { name: 'oauth-declined', as: 'salma', path: '/oauth/callback/instagram?error=access_denied&state=x' },
    {
        name: 'oauth-permission-missing',
        as: 'salma',
        path: '/oauth/callback/tiktok?code=scope_missing&state=x',
    },
    {
        name: 'merchant-creators',
        as: 'atlas',
        path: '/merchant/influencers',
        languages: both,
        act: (page) => page.locator('.influencers input').nth(1).check(),
    },
    { name: 'merchant-nobody-found', as: 'atlas', path: '/merchant/influencers?search=nobody' },
    {
        name: 'merchant-compare',
        as: 'atlas',
        path: `/merchant/compare?ids=${[500, 511, 504, 507].map(id).join(',')}`,
        languages: both,
    },
    {
        name: 'merchant-profile',
        as: 'atlas',
        path: `/merchant/influencers/${id(502)}`,
        act: (page) => page.locator('.summary .term button').nth(1).focus(),
    },
    { name: 'operator-all-well', as: 'nadia', path: '/operator', languages: both },
    { name: 'operator-trouble', as: 'omar', path: '/operator', languages: both },
    { name: 'operator-trouble-dark', as: 'omar', path: '/operator', scheme: 'dark' },
    { name: 'operator-sync-log', as: 'omar', path: '/operator/sync-log?status=failed' },
    { name: 'not-found', as: 'atlas', path: '/nowhere' },
    {
        name: 'offline',
        whole: false,
        as: 'salma',
        path: '/influencer/social-media',
        act: (page) => page.context().setOffline(true),
    },
];

export function variantsOf(screen) {
    if (!screen.languages) {
        return [
            { size: 'desktop', language: 'en' },
            { size: 'phone', language: 'fr' },
        ];
    }
    return Object.keys(sizes).flatMap((size) => screen.languages.map((language) => ({ size, language })));
}
