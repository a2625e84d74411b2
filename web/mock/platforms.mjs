// The platforms: which can be connected, and stand-ins for what they show: a consent page with every way it can end, pictures.
export const offers = [
    ['instagram', true, ['instagram_business_basic', 'instagram_business_manage_insights']],
    ['tiktok', true, ['user.info.basic', 'user.info.profile', 'user.info.stats', 'video.list']],
    ['facebook', true, ['pages_show_list', 'pages_read_engagement', 'read_insights']],
    ...['youtube', 'twitter', 'linkedin', 'snapchat', 'pinterest', 'threads', 'twitch'].map((name) => [
        name,
        false,
        [],
    ]),
].map(([platform, connectable, scopes]) => ({ platform, connectable, scopes }));

const outcomes = [
    ['good', 'Allow'],
    ['pages', 'Allow several pages'],
    ['state_expired', 'Allow, too late'],
    ['state_used', 'Allow, a second time'],
    ['scope_missing', 'Allow without statistics'],
    ['account_kind', 'Allow a personal account'],
    ['workers_not_running', 'Allow while workers are down'],
];

export function consentPage(response, parameters) {
    const platform = parameters.get('platform') ?? '';
    const state = parameters.get('state') ?? '';
    const back = (query) =>
        `/oauth/callback/${encodeURIComponent(platform)}?${new URLSearchParams({ ...query, state })}`;
    const links = outcomes.map(([code, text]) => `<p><a href="${back({ code })}">${text}</a></p>`).join('');
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    response.end(
        `<!doctype html><title>Consent</title><h1>${platform.replace(/\W/g, '')} asks</h1>${links}` +
            `<p><a href="${back({ error: 'access_denied' })}">Deny</a></p>`,
    );
}

/** /mock/picture/HUE: an abstract picture of that hue. */
export function picture(response, path) {
    const hue = Number(/\d+/.exec(path)?.[0] ?? 0);
    response.writeHead(200, { 'Content-Type': 'image/svg+xml' });
    response.end(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><defs><linearGradient id="g" x2="1" y2="1">` +
            `<stop stop-color="hsl(${hue} 60% 72%)"/><stop offset="1" stop-color="hsl(${(hue + 50) % 360} 55% 48%)"/>` +
            `</linearGradient></defs><rect width="80" height="80" fill="url(#g)"/>` +
            `<circle cx="${20 + (hue % 40)}" cy="${24 + (hue % 20)}" r="11" fill="hsl(${(hue + 200) % 360} 70% 88%)"/>` +
            `<path d="M0 62 Q22 ${38 + (hue % 16)} 44 56 T80 50 V80 H0z" fill="hsl(${(hue + 30) % 360} 45% 34%)"/></svg>`,
    );
}
