// The built library in a bare React application on another origin, with the host's own token.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { buildHost } from './lib/host.mjs';
import { baseUrl, people } from './lib/stack.mjs';
import { visit } from './lib/visitor.mjs';

// One of the origins that are allowed on a developer's machine. Nothing listens there: its pages are answered here.
const origin = 'http://localhost:5173';
const types = { js: 'text/javascript', css: 'text/css', woff2: 'font/woff2' };
let creator;
let files;

before(async () => {
    [creator] = await people('influencer');
    files = await buildHost();
});

async function openHost(page, path) {
    // Chromium asks before a page reaches this machine; a page that comes from nowhere has to be allowed to.
    await page.context().grantPermissions(['local-network-access'], { origin });
    const styles = [...files.keys()].filter((name) => name.endsWith('.css'));
    const html = `<!doctype html><html lang="de"><head><title>Host</title>${styles
        .map((name) => `<link rel="stylesheet" href="${name}">`)
        .join('')}</head><body><div id="root"></div>
        <script>window.hostSettings = ${JSON.stringify({ baseUrl, token: creator.token })}</script>
        <script type="module" src="/main.js"></script></body></html>`;
    await page.route(`${origin}/**`, async (route) => {
        const { pathname } = new URL(route.request().url());
        const file = files.get(pathname);
        if (!file) return route.fulfill({ contentType: 'text/html', body: html });
        return route.fulfill({
            contentType: types[pathname.split('.').at(-1)] ?? 'application/octet-stream',
            body: typeof file === 'string' ? file : Buffer.from(file),
        });
    });
    await page.goto(origin + path);
}

test('a host mounts the connections and the history', async () => {
    await visit({ origin }, async (page, context) => {
        await openHost(page, '/influencer/social-media');
        await page.getByRole('article').first().waitFor();
        assert.equal(await page.getAttribute('html', 'lang'), 'de', 'the document stays the host’s');
        assert.deepEqual(await context.cookies(baseUrl), [], 'the token needs no cookie');
        const outside = await page.$eval('#host-title', (title) => getComputedStyle(title).fontFamily);
        assert.doesNotMatch(outside, /Hanken/, 'styles stay inside');
        const inside = await page.$eval('.pgs h1', (title) => getComputedStyle(title).fontFamily);
        assert.match(inside, /Hanken/, 'the library brings its styles');

        await openHost(page, '/influencer/social-media/history');
        await page.locator('.chart-path').first().waitFor();
    });
});

test('a host mounts the callback, which takes the code out of the address', async () => {
    await visit({ origin }, async (page) => {
        await openHost(page, '/oauth/callback/tiktok?code=stolen&state=made-up');
        await page.getByRole('heading', { name: 'This sign-in did not begin here' }).waitFor();
        assert.equal(new URL(page.url()).search, '');
    });
});
