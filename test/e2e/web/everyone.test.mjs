// What holds for everybody: closed doors, no secret in reach of a script, both languages, keyboard, phone, axe.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { baseUrl, people } from './lib/stack.mjs';
import { barriers, overflow, visit } from './lib/visitor.mjs';

const screens = {
    influencer: [
        '/influencer/social-media',
        '/influencer/social-media/history',
        '/influencer/notices',
        '/influencer/preferences',
        '/oauth/callback/tiktok?error=access_denied',
    ],
    merchant: ['/merchant/influencers', '/merchant/compare'],
    admin: ['/operator', '/operator/sync-log'],
};
let cast;

before(async () => {
    const roles = Object.keys(screens);
    cast = Object.fromEntries(await Promise.all(roles.map(async (role) => [role, (await people(role))[0]])));
});

async function settle(page) {
    await page.locator('main h1, main h2').first().waitFor();
    await page.waitForLoadState('networkidle');
}

test('the page has a strict content security policy', async () => {
    const policy =
        (await fetch(`${baseUrl}/influencer/social-media`)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
});

test('the cookie is out of a script’s reach, and no token is kept anywhere else', async () => {
    await visit({ person: cast.influencer }, async (page, context) => {
        const cookie = (await context.cookies()).find(({ name }) => name === 'pg_social');
        assert.equal(cookie?.httpOnly, true);
        assert.equal(cookie?.sameSite, 'Strict');
        const kept = await page.evaluate(() =>
            JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
        );
        assert.ok(!kept.includes(cookie.value.slice(0, 20)));
        assert.ok(!page.url().includes(cookie.value.slice(0, 20)));
    });
});

test('a change by cookie alone, as another site would send it, is refused', async () => {
    await visit({ person: cast.influencer }, async (page) => {
        const status = await page.evaluate(
            async () => (await fetch('/api/social-media/sync', { method: 'POST' })).status,
        );
        assert.equal(status, 403);
    });
});

test('signed out, every screen leads to the door; signed in, other roles’ screens stay closed', async () => {
    await visit({}, async (page) => {
        await page.goto('/operator');
        await page.waitForURL(/sign-in$/);
    });
    await visit({ person: cast.merchant }, async (page) => {
        await page.goto('/operator');
        await page.getByText('This page is for another role').waitFor();
    });
});

test('signing out ends the session at the server', async () => {
    await visit({ person: cast.merchant }, async (page) => {
        await page.locator('.account-menu summary').click();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.waitForURL(/sign-in$/);
        assert.equal(await page.evaluate(async () => (await fetch('/session')).status), 401);
    });
});

test('French for a French browser, English by one click', async () => {
    await visit({ language: 'fr-FR' }, async (page) => {
        await page.goto('/');
        await page.getByRole('heading', { name: 'Qui voulez-vous être ?' }).waitFor();
        assert.equal(await page.getAttribute('html', 'lang'), 'fr');
        await page.getByRole('button', { name: 'English' }).click();
        await page.getByRole('heading', { name: 'Who would you like to be?' }).waitFor();
        assert.equal(await page.getAttribute('html', 'lang'), 'en');
    });
});

test('by keyboard alone: sign in, skip to the content, open and close a question', async () => {
    await visit({}, async (page) => {
        await page.goto('/');
        const person = page.getByRole('button', { name: cast.influencer.name, exact: true });
        await person.waitFor();
        await person.focus();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Your accounts' }).waitFor();
        await page.reload();
        await page.getByRole('heading', { name: 'Your accounts' }).waitFor();
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
        const disconnect = page.getByRole('button', { name: 'Disconnect' }).first();
        await disconnect.focus();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        assert.equal(await disconnect.evaluate((button) => button === document.activeElement), true);
    });
});

test('offline is said, and goes away', async () => {
    await visit({ person: cast.influencer }, async (page, context) => {
        await settle(page);
        await context.setOffline(true);
        await page.getByText(/You are offline/).waitFor();
        await context.setOffline(false);
        await page.getByText(/You are offline/).waitFor({ state: 'detached' });
    });
});

for (const [role, paths] of Object.entries(screens)) {
    for (const width of [390, 1280]) {
        test(`axe finds nothing serious and nothing overflows: ${role}, ${width} px`, async () => {
            await visit({ person: cast?.[role] ?? (await people(role))[0], width }, async (page) => {
                for (const path of paths) {
                    await page.goto(path);
                    await settle(page);
                    assert.deepEqual(await barriers(page), [], path);
                    assert.ok((await overflow(page)) <= 0, `${path} is wider than ${width} px`);
                }
            });
        });
    }
}
