// A creator's other screens: history by period, its file, notices, and being seen by merchants or not.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { ask, people, until } from './lib/stack.mjs';
import { visit } from './lib/visitor.mjs';

let creator;
let merchant;

before(async () => {
    [creator] = await people('influencer');
    [merchant] = await people('merchant');
});

test('history: periods, side by side, the table behind the chart', async () => {
    await visit({ person: creator }, async (page) => {
        await page.goto('/influencer/social-media/history');
        await page.locator('.chart-path').first().waitFor();
        await page.getByRole('radio', { name: '7 days' }).check();
        await page.getByText('Show as a table').first().click();
        const rows = page.getByRole('table').first().getByRole('row');
        await rows.nth(1).waitFor();
        await until(async () => (await rows.count()) <= 9, 'a table of no more than a week');
        await page.getByRole('combobox', { name: 'Account' }).selectOption('side-by-side');
        await page.locator('.history-charts .card').nth(1).waitFor();
    });
});

test('history: the file holds the measurements of the period', async () => {
    await visit({ person: creator }, async (page) => {
        await page.goto('/influencer/social-media/history');
        await page.locator('.chart-path').first().waitFor();
        const [file] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('button', { name: 'Download CSV' }).click(),
        ]);
        assert.match(file.suggestedFilename(), /^pg_social-30d-\d{4}-\d\d-\d\d\.csv$/);
        const [head, ...lines] = (await readFile(await file.path(), 'utf8')).trim().split('\n');
        assert.match(head, /connection_id.*followers_count/);
        assert.ok(lines.length > 0);
    });
});

test('history: both lists of posts', async () => {
    await visit({ person: creator }, async (page) => {
        await page.goto('/influencer/social-media/history');
        await page.locator('.post').first().waitFor();
        await page.getByRole('radio', { name: 'Gained most' }).check();
        await page
            .getByText(/in the period$/)
            .first()
            .waitFor();
    });
});

test('a creator who does not want to be seen is not found by merchants', async () => {
    const isFound = async () =>
        (await ask(merchant, `/rest/influencers?display_name=eq.${encodeURIComponent(creator.name)}`))
            .length === 1;
    await visit({ person: creator }, async (page) => {
        await page.goto('/influencer/preferences');
        const seen = page.getByRole('switch', { name: 'Show me to merchants' });
        await seen.waitFor();
        assert.equal(await isFound(), true);
        await seen.click();
        await page.getByText('Saved.').waitFor();
        assert.equal(await isFound(), false);
        await seen.click();
        await page.getByText('Saved.').waitFor();
        await page.reload();
        await page.getByText('Merchants find your name').waitFor();
    });
    assert.equal(await isFound(), true);
});

test('notices can be opened', async () => {
    await visit({ person: creator }, async (page) => {
        await page.getByRole('link', { name: /Notices/ }).click();
        await page.getByRole('heading', { name: /Notices|Nothing new/ }).waitFor();
    });
});
