// A creator connects an account by clicking through the platform's consent page, sees figures, and lets go again.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { allow, connect, disconnect, leaveTo } from './lib/consent.mjs';
import { people, simulator } from './lib/stack.mjs';
import { visit } from './lib/visitor.mjs';

// Accounts of the simulated world that nobody in the demo owns.
const tiktokAccount = 41;
const facebookAccount = 45;
const facebookWithoutPages = 46;
const personalInstagram = 61; // every number that leaves 11 when divided by 50 is a personal account

let creator;
const onConnections = (page) => page.goto('/influencer/social-media');
const figure = (text) => new Intl.NumberFormat('en-GB').format(text);

before(async () => {
    [creator] = await people('influencer');
});

test('connects TikTok, sees the platform’s figures, syncs, looks at history, disconnects', async () => {
    await visit({ person: creator }, async (page) => {
        await onConnections(page);
        await page.getByRole('button', { name: 'Connect TikTok', exact: true }).click();
        // What it asks for is said before one leaves.
        await page.getByRole('dialog').getByText('Followers, likes and number of videos').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
        await connect(page, 'TikTok', tiktokAccount);

        await page.getByRole('heading', { name: /is connected$/ }).waitFor();
        const truth = await simulator(`truth?platform=tiktok&account=${tiktokAccount}`);
        await page.getByText(figure(truth.followers), { exact: true }).waitFor();
        assert.equal(new URL(page.url()).search, '', 'code and state are gone from the address');

        await page.getByRole('link', { name: 'See your accounts' }).click();
        const card = page.getByRole('article', { name: new RegExp(`^TikTok, ${truth.name}`) });
        await card.getByText(figure(truth.followers), { exact: true }).waitFor();
        await card.getByRole('button', { name: 'Sync now' }).click();
        await page.getByText(/^Done: .* followers/).waitFor();

        await page.getByRole('link', { name: 'History' }).click();
        await page
            .getByRole('combobox', { name: 'Account' })
            .selectOption({ label: `TikTok · ${truth.name}` });
        await page.getByText(figure(truth.followers), { exact: true }).first().waitFor();

        await disconnect(page, new RegExp(`^TikTok, ${truth.name}`));
    });
});

test('declining connects nothing and says so', async () => {
    await visit({ person: creator }, async (page) => {
        await onConnections(page);
        await leaveTo(page, 'TikTok');
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.getByRole('heading', { name: 'Not connected: you declined' }).waitFor();
    });
});

test('a sign-in that was finished cannot be finished again', async () => {
    await visit({ person: creator }, async (page) => {
        await onConnections(page);
        await leaveTo(page, 'TikTok');
        const cameBack = page.waitForRequest((request) => request.url().includes('/oauth/callback/tiktok?'));
        await allow(page, tiktokAccount);
        const address = (await cameBack).url();
        await page.getByRole('heading', { name: /is connected$/ }).waitFor();
        await page.goto(address);
        await page.getByRole('heading', { name: 'This sign-in was already used' }).waitFor();
        const { name } = await simulator(`truth?platform=tiktok&account=${tiktokAccount}`);
        await disconnect(page, new RegExp(`^TikTok, ${name}`));
    });
});

test('a sign-in that began elsewhere is not accepted', async () => {
    await visit({ person: creator }, async (page) => {
        await page.goto('/oauth/callback/tiktok?code=stolen&state=made-up');
        await page.getByRole('heading', { name: 'This sign-in did not begin here' }).waitFor();
    });
});

test('several Facebook pages: one is chosen', async () => {
    await simulator('override', { platform: 'facebook', account: facebookAccount, pages: 3 });
    await visit({ person: creator }, async (page) => {
        await onConnections(page);
        await connect(page, 'Facebook', facebookAccount);
        await page.getByRole('heading', { name: 'Which page?' }).waitFor();
        const second = page.locator('.page-choice label').nth(1);
        const name = await second.locator('strong').innerText();
        await second.click();
        await page.getByRole('button', { name: 'Connect this page' }).click();
        await page.getByRole('heading', { name: `${name} is connected` }).waitFor();
        await disconnect(page, new RegExp(`^Facebook, ${name}$`));
    });
});

test('a Facebook login that shows no page: what to do is said', async () => {
    await simulator('override', { platform: 'facebook', account: facebookWithoutPages, pages: 0 });
    await visit({ person: creator }, async (page) => {
        await onConnections(page);
        await connect(page, 'Facebook', facebookWithoutPages);
        await page.getByRole('heading', { name: 'No page was shared' }).waitFor();
        await page.getByRole('button', { name: 'Try Facebook again' }).waitFor();
    });
});

test('a personal Instagram account is stopped at the platform, and one can come back', async () => {
    await visit({ person: creator }, async (page) => {
        await onConnections(page);
        await leaveTo(page, 'Instagram');
        await allow(page, personalInstagram);
        await page.getByRole('link', { name: 'Not now' }).click();
        await page.getByRole('heading', { name: 'Not connected: you declined' }).waitFor();
    });
});

test('disconnecting asks, and keeping keeps', async () => {
    await visit({ person: creator }, async (page) => {
        await onConnections(page);
        const cards = page.getByRole('article');
        await cards.first().waitFor();
        const before = await cards.count();
        await cards.first().getByRole('button', { name: 'Disconnect' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
        await page.reload();
        await cards.first().waitFor();
        assert.equal(await cards.count(), before);
    });
});
