// What interrupts a creator: a sign-in that took too long, a service that stands still, a session that ends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { allow, leaveTo } from './lib/consent.mjs';
import { ask, baseUrl, people, sql, until } from './lib/stack.mjs';
import { visit } from './lib/visitor.mjs';

const account = 91; // nobody in the demo owns it
let creator;
let operator;

before(async () => {
    [creator] = await people('influencer');
    [operator] = await people('admin');
});

/** Whether workers call the platforms, as their own answer tells. */
async function areCalling() {
    const answer = await fetch(`${baseUrl}/api/social-media/admin/refresh-tokens?days_before=1`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${operator.token}` },
    });
    return answer.ok;
}

const notCalled = 'We are not in touch with the platforms at the moment';
const switchOff = async () => {
    sql('alter system set pg_social.enabled = off', 'select pg_reload_conf()');
    await until(async () => !(await areCalling()), 'workers standing still');
};
const switchOn = async () => {
    sql('alter system reset pg_social.enabled', 'select pg_reload_conf()');
    await until(areCalling, 'workers calling platforms');
};
after(switchOn);

test('a sign-in that took longer than ten minutes has expired, and one can begin again', async () => {
    await visit({ person: creator }, async (page) => {
        await page.goto('/influencer/social-media');
        await leaveTo(page, 'TikTok');
        sql('update social_internal.oauth_states set expires_at = now() where used_at is null');
        await allow(page, account);
        await page.getByRole('heading', { name: 'That took too long' }).waitFor();
        await page.getByRole('button', { name: 'Try TikTok again' }).click();
        await page.getByRole('dialog', { name: 'Before you go to TikTok' }).waitFor();
    });
    const owned = await ask(creator, '/rest/connections');
    assert.ok(!owned.some(({ platform_username: name }) => name.endsWith(String(account))));
});

test('while the service stands still: connecting and syncing say so, the operator sees why', async () => {
    await visit({ person: creator }, async (page) => {
        await page.goto('/influencer/social-media');
        const card = page.getByRole('article').first();
        const followers = await card.locator('.figure-large .figure-value').innerText();
        // What was measured within the last minute would be answered without asking the platform.
        sql(`update social.social_media_connections set last_synced_at = last_synced_at - interval '1 minute'`);
        await switchOff();

        await card.getByRole('button', { name: 'Sync now' }).click();
        await page.getByText(notCalled).waitFor();
        assert.equal(await card.locator('.figure-large .figure-value').innerText(), followers);

        // Before the platform's page is seen, and after it.
        await page.getByRole('button', { name: 'Connect TikTok', exact: true }).click();
        const dialog = page.getByRole('dialog');
        const goOn = dialog.getByRole('button', { name: 'Continue to TikTok' });
        await goOn.click();
        await dialog.getByText(notCalled).waitFor();
        await switchOn();
        await goOn.click();
        await page.getByRole('button', { name: 'Allow' }).waitFor();
        await switchOff();
        await allow(page, account);
        await page.getByRole('heading', { name: 'Accounts cannot be connected right now' }).waitFor();
        assert.equal(await page.getByRole('button', { name: /again/ }).count(), 0);
    });
    await visit({ person: operator, language: 'fr-FR' }, async (page) => {
        await page.getByText('Les appels vers l’extérieur sont coupés').waitFor();
    });
    await switchOn();
});

test('a session that ends during use leads to the door, and back to the same screen', async () => {
    await visit({ person: creator }, async (page, context) => {
        await page.goto('/influencer/social-media');
        await page.getByRole('article').first().waitFor();
        await context.clearCookies();
        await page.getByRole('link', { name: 'Preferences' }).click();
        await page.waitForURL(/sign-in$/);
        assert.equal(await page.getByRole('article').count(), 0, 'nothing of the creator is left on the screen');
        await page.getByRole('button', { name: creator.name, exact: true }).click();
        await page.getByRole('heading', { name: 'Preferences' }).waitFor();
    });
});

test('a session that ends while one is at the platform: nothing is connected, and it is said', async () => {
    await visit({ person: creator }, async (page, context) => {
        await page.goto('/influencer/social-media');
        await leaveTo(page, 'TikTok');
        await context.clearCookies({ name: 'pg_social' });
        await allow(page, account);
        await page.getByRole('heading', { name: 'Sign in first' }).waitFor();
        assert.equal(new URL(page.url()).search, '');
    });
});
