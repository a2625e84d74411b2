// A visitor with a browser of their own, who signs in by clicking and is strict: errors in the page or in its console
// (where the content security policy reports) fail the test that they happen in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { baseUrl } from './stack.mjs';

const require = createRequire(new URL('../../../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const patience = 30_000;
let browser;

async function launched() {
    browser ??= await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    });
    return browser;
}

after(() => browser?.close());

/** Refusals that a test provokes show in the console as failed requests; they are answered on the screen. */
const provoked =
    /the server responded with a status of (400|401|403|404|409|422|429|50[234])|ERR_INTERNET_DISCONNECTED/;

/**
 * Runs `story` with a page of a new visitor. `person` signs in through the demo's door first. `origin` is where the pages
 * come from that are judged.
 */
export async function visit(
    { person, width = 1280, language = 'en-GB', scheme = 'light', origin = baseUrl },
    story,
) {
    const context = await (
        await launched()
    ).newContext({
        baseURL: baseUrl,
        viewport: { width, height: 844 },
        locale: language,
        colorScheme: scheme,
        reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(patience);
    const complaints = [];
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
        // The simulator's own pages are not ours to judge.
        const ours = page.url().startsWith(origin);
        if (ours && message.type() === 'error' && !provoked.test(message.text()))
            complaints.push(message.text());
    });
    try {
        if (person) {
            await signIn(page, person);
        }
        await story(page, context);
        assert.deepEqual(complaints, []);
    } finally {
        await context.close();
    }
}

/** Through the demo's door. */
export async function signIn(page, person) {
    await page.goto('/');
    await page.getByRole('button', { name: person.name, exact: true }).click();
    await page.getByRole('navigation').waitFor();
    // On the way to the first screen whatever is opened closes again.
    await page.waitForURL(({ pathname }) => !['/', '/sign-in'].includes(pathname));
    await page.locator('main h1').first().waitFor();
}

/** What axe calls serious or critical on the page as it stands. */
export async function barriers(page) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() =>
        window.axe.run(document, { resultTypes: ['violations'] }),
    );
    return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/**
 * Letters and words as far apart as a reader may set them (WCAG 1.4.12), which is more than any two fonts differ: what a
 * visitor's device renders is not as wide as what it is here.
 */
export function spaceOut(page) {
    return page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }');
        document.adoptedStyleSheets = [sheet];
    });
}

/** Texts that stick out of the window or of what frames them, but for those that can be scrolled to. */
export function spills(page) {
    return page.evaluate(() => {
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        while (walker.nextNode()) {
            const text = walker.currentNode;
            const parent = text.parentElement;
            if (!text.data.trim() || parent.closest('.visually-hidden, .skip-link, svg, option, .table-scroll')) continue;
            range.selectNodeContents(text);
            const frame = parent.closest('.button, .badge, .card, .shell-nav li, dialog')?.getBoundingClientRect();
            const right = Math.min(frame?.right ?? Infinity, window.innerWidth);
            const left = Math.max(frame?.left ?? 0, 0);
            // A letter's space stands behind the last one, too.
            const slack = 2;
            if ([...range.getClientRects()].some((box) => box.right > right + slack || box.left < left - slack))
                found.push(text.data.trim().slice(0, 60));
        }
        return found;
    });
}

/** What is pressed by a finger and smaller than a fingertip; words within a text are as high as their line. */
export function smallTargets(page) {
    return page.evaluate(() =>
        [...document.querySelectorAll('.pgs :is(button, summary, select, label:has(input), .notice-actions a)')]
            .filter((target) => !target.closest('.term, .switch') && target.checkVisibility())
            .map((target) => ({ target, box: target.getBoundingClientRect() }))
            .filter(({ box }) => box.height < 44 || box.width < 44)
            .map(({ target, box }) => `${target.textContent} ${box.width} x ${box.height}`),
    );
}

/** Wider than the window means scrolling sideways on a phone. */
export function overflow(page) {
    return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
