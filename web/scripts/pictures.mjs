// Pictures every screen against the mock server, into docs/images/web, and looks at each like a strict visitor:
// nothing wider than the screen, no error in the console (the content security policy reports there), nothing that
// axe calls serious. Run `npm run build` first. With a word as argument, only the screens whose name contains it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { resetWorlds } from '../mock/personas.mjs';
import { startMock } from '../mock/server.mjs';
import { screens, sizes, variantsOf } from './screens.mjs';

const port = 18312;
const base = `http://127.0.0.1:${port}`;
const folder = process.env.PICTURES ?? fileURLToPath(new URL('../../docs/images/web/', import.meta.url));
const format = process.env.FORMAT ?? 'webp';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tallest = 3200;
const complaints = [];

async function findBarriers(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
        window.axe.run(document, { resultTypes: ['violations'] }),
    );
    return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

async function fitToContent(page, size) {
    await page.waitForFunction(() => !document.querySelector('.skeleton, [aria-busy="true"]'));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({
        width: size.width,
        height: Math.min(tallest, Math.max(size.height, height)),
    });
    // Of a page that is taller still its beginning is shown, wherever what was done last is.
    await page.evaluate(() => window.scrollTo(0, 0));
}

/** WebP, a fifth of what PNG needs for the same screen; the driver itself offers only PNG and JPEG. */
async function save(page, name) {
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format, quality: 82 });
    writeFileSync(`${folder}${name}.${format}`, Buffer.from(data, 'base64'));
}

async function takePicture(browser, screen, { size, language }) {
    const name = `${screen.name}.${size}.${language}`;
    resetWorlds();
    const context = await browser.newContext({
        viewport: sizes[size],
        locale: language === 'fr' ? 'fr-FR' : 'en-GB',
        timezoneId: 'Africa/Casablanca',
        colorScheme: screen.scheme ?? 'light',
        reducedMotion: 'reduce',
    });
    if (screen.as) await context.addCookies([{ name: 'pg_social', value: screen.as, url: base }]);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
    page.on('console', (message) => {
        const expected = /status of 401|ERR_INTERNET_DISCONNECTED/.test(message.text()) || screen.errors;
        if (message.type() === 'error' && !expected) complaints.push(`${name}: ${message.text()}`);
    });

    await page.goto(base + screen.path);
    await page.locator('main h1, main h2').first().waitFor();
    await page.waitForLoadState('networkidle');
    await screen.act?.(page);
    if (screen.whole !== false) await fitToContent(page, sizes[size]);
    await page.evaluate(() => document.fonts.ready);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > sizes[size].width) complaints.push(`${name}: ${width} px wide`);
    for (const barrier of await findBarriers(page)) complaints.push(`${name}: ${barrier}`);
    await save(page, name);
    await context.close();
}

if (!existsSync(new URL('../dist/index.html', import.meta.url))) {
    console.error('There is no build to picture: run `npm run build` first.');
    process.exit(1);
}
mkdirSync(folder, { recursive: true });
const wanted = process.argv[2] ?? '';
const server = await startMock(port);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
let taken = 0;
for (const screen of screens.filter(({ name }) => name.includes(wanted))) {
    for (const variant of variantsOf(screen)) {
        await takePicture(browser, screen, variant);
        taken += 1;
    }
}
await browser.close();
server.close();
server.closeAllConnections();
console.log(`${taken} pictures in ${folder}`);
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length > 0 ? 1 : 0);
