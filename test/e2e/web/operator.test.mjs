// An operator knows in ten seconds whether all is well, and can act.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { people } from './lib/stack.mjs';
import { visit } from './lib/visitor.mjs';

let operator;

before(async () => {
    [operator] = await people('admin');
});

test('the verdict and the four objectives are there within ten seconds; nothing is wrong with a demo', async () => {
    await visit({ person: operator }, async (page) => {
        page.setDefaultTimeout(10_000);
        await page.goto('/operator');
        await page.getByRole('heading', { name: 'All is well' }).waitFor();
        for (const name of [
            'Syncs that succeed',
            'Mean time of a sync',
            'Accounts expired',
            'Accounts in error',
        ]) {
            await page
                .getByRole('article')
                .filter({ hasText: name })
                .getByText(/objective: (over|under)/)
                .waitFor();
        }
    });
});

test('workers and jobs are listed; a job is run, paused and resumed', async () => {
    await visit({ person: operator }, async (page) => {
        await page.goto('/operator');
        await page.getByRole('region', { name: 'Workers' }).getByText('sync worker').first().waitFor();
        await page.locator('.job').nth(6).waitFor();
        assert.equal(await page.locator('.job').count(), 7);
        const job = page.getByRole('article', { name: 'Refresh the rankings' });
        await job.getByRole('button', { name: 'Run now' }).click();
        await page.getByText('Refresh the rankings was started.').waitFor();
        await job.getByRole('button', { name: 'Pause' }).click();
        await job.getByText('paused').waitFor();
        await job.getByRole('button', { name: 'Resume' }).click();
        await job.getByText('paused').waitFor({ state: 'detached' });
    });
});

test('the sync log is filtered, and the filter is in the address', async () => {
    await visit({ person: operator }, async (page) => {
        await page.goto('/operator/sync-log');
        await page.locator('.log tbody tr').first().waitFor();
        await page.getByLabel('Outcome').selectOption('success');
        await page.waitForURL(/status=success/);
        const outcomes = page.locator('.log tbody .badge');
        await outcomes.filter({ hasNotText: 'Success' }).first().waitFor({ state: 'detached' });
        await outcomes.first().waitFor();
    });
});
