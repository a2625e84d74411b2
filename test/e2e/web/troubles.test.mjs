// What a creator sees when a platform misbehaves or a grant is gone: the reason, the remedy, and the way back.
import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { allow, connect, disconnect, leaveTo } from './lib/consent.mjs';
import { ask, faults, people, simulator, until } from './lib/stack.mjs';
import { visit } from './lib/visitor.mjs';

// Accounts of the simulated world that nobody in the demo owns, one a test.
const accounts = { refused: 71, revoked: 72, failing: 73, unreachable: 74 };
let creator;
let operator;

before(async () => {
    [creator] = await people('influencer');
    [operator] = await people('admin');
});

afterEach(faults.clear);

const inFrench = (story) => visit({ person: creator, language: 'fr-FR' }, story);

const cardOf = async (page, account) => {
    const { name } = await simulator(`truth?platform=tiktok&account=${account}`);
    return {
        name: new RegExp(`^TikTok, ${name}`),
        card: page.getByRole('article', { name: new RegExp(`^TikTok, ${name}`) }),
    };
};

async function connected(page, account, refused = []) {
    await page.goto('/influencer/social-media');
    await leaveTo(page, 'TikTok');
    await allow(page, account, refused);
    await page.getByRole('heading', { name: /is connected$/ }).waitFor();
    if (refused.length > 0) await page.getByText('Not everything can be measured yet').waitFor();
    await page.getByRole('link', { name: 'See your accounts' }).click();
    return cardOf(page, account);
}

/** The daily run, begun by an operator, until it has met the account in question. */
async function syncEverybody(account, met) {
    const { username } = await simulator(`truth?platform=tiktok&account=${account}`);
    const job = { name: 'sync_all_active_connections' };
    await ask(operator, '/rest/rpc/run_job', { method: 'POST', body: JSON.stringify(job) });
    const mine = () => ask(creator, `/rest/connections?platform_username=eq.${username}`);
    await until(async () => (await mine()).some(met), `the run meeting ${username}`);
}

test('a permission left out is named, with the way to give it', async () => {
    await visit({ person: creator }, async (page) => {
        const { card, name } = await connected(page, accounts.refused, ['user.info.stats']);
        await card.getByText('Partly measured').waitFor();
        await card.getByText('The permission was not given: Followers, likes and number of videos').waitFor();
        await card.getByRole('button', { name: 'Reconnect' }).waitFor();
        await disconnect(page, name);
    });
});

test('a platform that does not answer while connecting: nothing is lost, try again', async () => {
    await faults.set({ name: 'server_error', platform: 'tiktok', endpoint: 'token', status: 503 });
    await visit({ person: creator }, async (page) => {
        await page.goto('/influencer/social-media');
        await connect(page, 'TikTok', accounts.unreachable);
        await page.getByRole('heading', { name: 'The platform does not answer' }).waitFor();
        await page.getByRole('button', { name: 'Try TikTok again' }).waitFor();
    });
});

test('access withdrawn at the platform: said on the card, and ended by reconnecting', async () => {
    await visit({ person: creator }, async (page) => {
        const { card, name } = await connected(page, accounts.revoked);
        await card.getByText('Up to date').waitFor();
        await simulator('revoke', { platform: 'tiktok', account: accounts.revoked });
        await syncEverybody(accounts.revoked, (one) => one.connection_status === 'revoked');
        await page.reload();
        await card.getByText('Access withdrawn').waitFor();
        await card.getByText('The platform says that our access was withdrawn.').waitFor();

        await card.getByRole('button', { name: 'Reconnect' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Continue to TikTok' }).click();
        await page.getByRole('button', { name: 'Allow' }).waitFor();
        await allow(page, accounts.revoked);
        await page.getByRole('heading', { name: /is connected$/ }).waitFor();
        await page.getByRole('link', { name: 'See your accounts' }).click();
        await card.getByText('Up to date').waitFor();
        assert.equal(await card.count(), 1, 'the same account, not a second one');
        await disconnect(page, name);
    });
});

test('a sync that fails: the figures stay, and it is said that they are older', async () => {
    await visit({ person: creator }, async (page) => {
        const { card, name } = await connected(page, accounts.failing);
        const followers = await card.locator('.figure-large .figure-value').innerText();
        await faults.set({ name: 'server_error', platform: 'tiktok', account: accounts.failing });
        await syncEverybody(accounts.failing, (one) => one.last_sync_status === 'failed');
        await page.reload();
        await card.getByText('Last sync failed').waitFor();
        await card.getByText(/the next attempt is|It is tried again by itself/).waitFor();
        assert.equal(await card.locator('.figure-large .figure-value').innerText(), followers);
        await inFrench(async (french) => {
            const seen = french.getByRole('article', { name });
            await seen.getByText('TikTok a une panne passagère.').waitFor();
            const quotes = seen.locator('q[lang=en]');
            assert.match(await quotes.innerText(), /^Something is wrong/);
            const rest = (await seen.innerText()).replace(await quotes.innerText(), '');
            assert.doesNotMatch(rest, /wrong|temporary|internal_error/, 'English only as a quotation');
        });
        await disconnect(page, name);
    });
});
