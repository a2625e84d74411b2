// What holds for everybody: closed doors, no secret in reach of a script, both languages, keyboard, phone, axe.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createServer } from 'node:http';
import { ask, baseUrl, people, sql } from './lib/stack.mjs';
import { barriers, overflow, signIn, smallTargets, spaceOut, spills, visit } from './lib/visitor.mjs';

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
    const [creator] = await ask(cast.merchant, '/rest/influencers?order=followers.desc.nullslast&limit=1');
    screens.merchant.push(
        `/merchant/influencers/${creator.user_id}`,
        `/merchant/compare?ids=${creator.user_id}`,
    );
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

/** A page of somebody else's on this machine: another origin, but the same site, so even a Strict cookie is sent along. */
async function withForeignPage(story) {
    const server = createServer((_request, response) => {
        response.setHeader('Content-Type', 'text/html');
        response.end(`<form method="post" enctype="text/plain" action="${baseUrl}/rest/rpc/set_preferences">
            <input name='{"weekly_report":false,"x":"' value='"}'></form>`);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
        await story(`http://127.0.0.1:${server.address().port}/`);
    } finally {
        server.close();
        server.closeAllConnections();
    }
}

test('a foreign page changes nothing with a visitor’s cookie, and reads nothing', async () => {
    const isSubscribed = async () => (await ask(cast.influencer, '/rest/preferences'))[0].weekly_report;
    assert.equal(await isSubscribed(), true);
    await withForeignPage(async (foreign) => {
        await visit({ person: cast.influencer }, async (page) => {
            await page.goto(foreign);
            const outcomes = await page.evaluate(async (base) => {
                const attempt = (path, options) =>
                    fetch(base + path, { credentials: 'include', ...options }).then(
                        (answer) => answer.type,
                        () => 'blocked',
                    );
                const body = '{"weekly_report":false}';
                const own = { 'X-Requested-With': 'pg_social' };
                return {
                    read: await attempt('/rest/preferences', {}),
                    withHeader: await attempt('/rest/rpc/set_preferences', {
                        method: 'POST',
                        headers: own,
                        body,
                    }),
                    erase: await attempt('/api/social-media/connections/x', { method: 'DELETE' }),
                    signOut: await attempt('/session', { method: 'DELETE' }),
                    blind: await attempt('/rest/rpc/set_preferences', {
                        method: 'POST',
                        mode: 'no-cors',
                        body,
                    }),
                };
            }, baseUrl);
            assert.deepEqual(outcomes, {
                read: 'blocked',
                withHeader: 'blocked',
                erase: 'blocked',
                signOut: 'blocked',
                blind: 'opaque',
            });
            const [answer] = await Promise.all([
                page.waitForResponse(/set_preferences/),
                page.waitForURL(/set_preferences/),
                page.evaluate(() => document.querySelector('form').submit()),
            ]);
            assert.match(
                (await answer.request().allHeaders()).cookie ?? '',
                /pg_social=/,
                'the cookie was sent',
            );
            assert.equal(answer.status(), 403);
            await page.goto('/influencer/preferences');
            await page.getByRole('switch', { name: 'Weekly report' }).waitFor();
        });
    });
    assert.equal(await isSubscribed(), true);
});

test('a second creator sees nothing of the first, not even in the same tab', async () => {
    const [first, second] = await people('influencer');
    const owned = await ask(first, '/rest/connections');
    const mark = owned[0].platform_username;
    await visit({ person: first }, async (page, context) => {
        await page.getByText(`@${mark}`).first().waitFor();
        await page.locator('.account-menu summary').click();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.waitForURL(/sign-in$/);

        // From here on nothing of the first may be on the screen, not for one frame.
        await page.evaluate((word) => {
            window.seen = false;
            const look = () => (window.seen ||= document.body.textContent.includes(word));
            new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
        }, `@${mark}`);
        await page.getByRole('button', { name: second.name, exact: true }).click();
        await page.getByRole('article').first().waitFor();
        for (const screen of ['History', 'Notices', 'Preferences', 'Connections']) {
            await page.getByRole('link', { name: new RegExp(`^${screen}`) }).click();
            await page.waitForLoadState('networkidle');
        }
        assert.equal(await page.evaluate(() => window.seen), false);

        const foreign = `/api/social-media/connections/${owned[0].id}`;
        const answers = await page.evaluate(
            async ([path, id]) => {
                const own = { 'X-Requested-With': 'pg_social', 'Content-Type': 'application/json' };
                const sync = { method: 'POST', headers: own, body: JSON.stringify({ id }) };
                return [
                    (await fetch(`${path}/status`)).status,
                    (await fetch(path, { method: 'DELETE', headers: own })).status,
                    (await fetch('/rest/rpc/sync_connection', sync)).status,
                    await (await fetch(`/rest/stats_history?connection_id=eq.${id}`)).json(),
                    await (await fetch(`/rest/posts?connection_id=eq.${id}`)).json(),
                ];
            },
            [foreign, owned[0].id],
        );
        assert.deepEqual(answers, [404, 404, 404, [], []]);
        await context.clearCookies();
    });
    assert.equal((await ask(first, '/rest/connections')).length, owned.length);
});

test('the first load is under 200 KB, at the door and at each first screen', async () => {
    for (const person of [null, ...Object.values(cast)]) {
        await visit({}, async (page, context) => {
            if (person) {
                await signIn(page, person);
                await page.close();
                page = await context.newPage();
            }
            const network = await context.newCDPSession(page);
            await network.send('Network.enable');
            await network.send('Network.setCacheDisabled', { cacheDisabled: true });
            const code = new Map();
            network.on('Network.responseReceived', ({ requestId, type }) => {
                if (['Document', 'Script', 'Stylesheet', 'Font'].includes(type)) code.set(requestId, 0);
            });
            network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
                if (code.has(requestId)) code.set(requestId, encodedDataLength);
            });
            await page.goto('/');
            await settle(page);
            const kilobytes = [...code.values()].reduce((sum, size) => sum + size, 0) / 1024;
            assert.ok(kilobytes > 50 && kilobytes < 200, `${kilobytes} KB for ${person?.role ?? 'the door'}`);
        });
    }
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
        const hasFocus = () => disconnect.evaluate((button) => button === document.activeElement);
        assert.equal(await hasFocus(), true);
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).press('Enter');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        assert.equal(await hasFocus(), true);
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

test('names as long as they may be widen no screen', async () => {
    const creator = cast.influencer;
    const { sub } = await ask(creator, '/session');
    const rename = (name) =>
        ask(creator, '/rest/rpc/set_preferences', {
            method: 'POST',
            body: JSON.stringify({ display_name: name }),
        });
    const long = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5);
    sql(`update social.social_media_connections set platform_display_name = '${long}' where user_id = '${sub}'`);
    await rename(long);
    try {
        const both = [
            [creator, screens.influencer],
            [cast.merchant, ['/merchant/influencers', `/merchant/influencers/${sub}`, `/merchant/compare?ids=${sub}`]],
        ];
        for (const [person, paths] of both) {
            await visit({ person, width: 360 }, async (page) => {
                for (const path of paths) {
                    await page.goto(path);
                    await settle(page);
                    assert.ok((await overflow(page)) <= 0, `${path} is wider than a phone`);
                }
            });
        }
    } finally {
        await rename(creator.name);
        sql(
            `update social.social_media_connections set platform_display_name = '${creator.name}' where user_id = '${sub}'`,
        );
    }
});

test('in a reader’s own few colours one still sees what is on and what is chosen', async () => {
    await visit({ person: cast.influencer }, async (page) => {
        await page.emulateMedia({ forcedColors: 'active' });
        const looks = async (locator) => (await locator.screenshot()).toString('base64');

        await page.goto('/influencer/preferences');
        const toggle = page.getByRole('switch', { name: 'Weekly report' });
        await toggle.waitFor();
        const before = await toggle.isChecked();
        const seen = await looks(toggle);
        await toggle.setChecked(!before);
        await page.getByText('Saved.').waitFor();
        assert.notEqual(await looks(toggle), seen, 'a switch looks the same on and off');
        await toggle.click(); // it may show a moment later: what was saved is read again meanwhile
        await page.getByRole('switch', { name: 'Weekly report', checked: before }).waitFor();

        await page.goto('/influencer/social-media/history');
        const week = page.locator('.segmented label', { hasText: '7 days' });
        const unchosen = await looks(week);
        await week.click();
        await page.mouse.move(0, 0);
        assert.notEqual(await looks(week), unchosen, 'a choice looks the same chosen and not');
        const here = page.getByRole('navigation').getByRole('link', { name: 'History' });
        const chosen = await looks(here);
        await page.getByRole('navigation').getByRole('link', { name: 'Preferences' }).click();
        await page.getByRole('heading', { level: 1, name: 'Preferences' }).waitFor();
        await page.mouse.move(0, 0);
        assert.notEqual(await looks(here), chosen, 'nobody sees which screen it is');
    });
});

// The narrowest phone in French and dark, a desk in English and light.
const views = [
    { width: 320, language: 'fr-FR', scheme: 'dark' },
    { width: 1280, language: 'en-GB', scheme: 'light' },
];
for (const [role, paths] of Object.entries(screens)) {
    for (const view of views) {
        test(`axe finds nothing serious and nothing overflows: ${role}, ${view.width} px, ${view.scheme}`, async () => {
            await visit({ person: cast[role], ...view }, async (page) => {
                for (const path of paths) {
                    await page.goto(path);
                    await settle(page);
                    assert.equal(await page.getAttribute('html', 'lang'), view.language.slice(0, 2));
                    assert.deepEqual(await barriers(page), [], path);
                    assert.ok((await overflow(page)) <= 0, `${path} is wider than ${view.width} px`);
                    assert.deepEqual(await spills(page), [], path);
                    if (view.width < 640) assert.deepEqual(await smallTargets(page), [], path);
                    await spaceOut(page);
                    assert.deepEqual(await spills(page), [], `${path} in a wider font`);
                    assert.ok((await overflow(page)) <= 0, `${path} is wider than ${view.width} px in a wider font`);
                }
            });
        });
    }
}
