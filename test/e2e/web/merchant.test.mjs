// A merchant finds creators, compares them side by side, and looks at one.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { ask, people } from './lib/stack.mjs';
import { visit } from './lib/visitor.mjs';

let merchant;
let creators;
const number = (value) => new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 }).format(value);

before(async () => {
    [merchant] = await people('merchant');
    creators = await ask(
        merchant,
        '/rest/influencers?followers=gt.0&order=followers.desc.nullslast,user_id&limit=12',
    );
});

test('finds a creator by name and by platform', async () => {
    await visit({ person: merchant }, async (page) => {
        const wanted = creators.at(-1);
        await page.getByLabel('Name or handle').fill(wanted.display_name);
        await page.getByText('1 result', { exact: true }).waitFor();
        await page.getByRole('row', { name: new RegExp(wanted.display_name) }).waitFor();
        assert.match(page.url(), /search=/);
        await page.getByRole('button', { name: 'Clear filters' }).click();
        await page.getByLabel('Platform').selectOption('tiktok');
        await page.waitForURL(/platform=tiktok/);
        // The list of before stays until the new one is there.
        const rows = page.locator('.influencers tbody tr');
        const others = rows.filter({ hasNot: page.getByRole('img', { name: 'TikTok' }) });
        await others.first().waitFor({ state: 'detached' });
        await rows.first().waitFor();
    });
});

test('compares four: the figures are the API’s, the best is marked', async () => {
    await visit({ person: merchant }, async (page) => {
        const chosen = creators.slice(0, 4);
        const box = (creator) => page.getByRole('checkbox', { name: `Compare ${creator.display_name}` });
        for (const creator of chosen) await box(creator).check();
        assert.ok(await box(creators[4]).isDisabled(), 'four is as many as stand side by side');
        await page.getByRole('complementary').getByRole('link', { name: 'Compare' }).click();
        await page.getByRole('heading', { name: 'Side by side' }).waitFor();
        const cells = page.getByRole('row', { name: /^Followers/ }).getByRole('cell');
        await cells.nth(3).waitFor();
        const [first, ...others] = await cells.allInnerTexts();
        assert.match(first, new RegExp(`^${number(chosen[0].followers)}\\s*best$`));
        assert.deepEqual(
            others,
            chosen.slice(1).map(({ followers }) => number(followers)),
        );
        await page.locator('.chart-path').nth(3).waitFor();
        assert.equal(await page.locator('.chart-legend li').count(), 4);
    });
});

test('nothing lies over the definitions in a comparison, and none is cut', async () => {
    await visit({ person: merchant }, async (page) => {
        const ids = creators.slice(0, 4).map((creator) => creator.user_id);
        await page.goto(`/merchant/compare?ids=${ids.join(',')}`);
        const terms = page.locator('.compare .term');
        await terms.first().waitFor();
        for (const term of await terms.all()) {
            await term.getByRole('button').focus();
            const definition = term.getByRole('tooltip');
            await definition.scrollIntoViewIfNeeded();
            const seen = await definition.evaluate((element) => {
                const { x, y, width, height } = element.getBoundingClientRect();
                return [0.1, 0.5, 0.9].map((part) =>
                    element.contains(document.elementFromPoint(x + width * part, y + height * part)),
                );
            });
            assert.deepEqual(seen, [true, true, true], await term.innerText());
        }
    });
});

for (const width of [320, 700, 800, 1000]) {
    test(`what follows at the bottom while one chooses stands clear of the navigation: ${width} px`, async () => {
        await visit({ person: merchant, width }, async (page) => {
            await page.getByRole('checkbox', { name: `Compare ${creators[0].display_name}` }).check();
            const bar = page.getByRole('complementary', { name: 'Compare' });
            for (const control of [bar.getByRole('button'), bar.getByRole('link')]) {
                const hit = await control.evaluate((element) => {
                    const { x, y, width, height } = element.getBoundingClientRect();
                    return [0.1, 0.5, 0.9].every((part) =>
                        element.contains(document.elementFromPoint(x + width / 2, y + height * part)),
                    );
                });
                assert.ok(hit, 'something lies over it');
            }
        });
    });
}

test('looks at a profile: definitions, measured at, nothing private', async () => {
    await visit({ person: merchant }, async (page) => {
        const [creator] = creators;
        await page.getByRole('link', { name: creator.display_name }).click();
        await page.getByRole('heading', { name: creator.display_name, level: 1 }).waitFor();
        await page.getByText(number(creator.followers), { exact: true }).first().waitFor();
        await page.getByRole('button', { name: 'Engagement rate' }).first().hover();
        await page.getByRole('tooltip').filter({ hasText: 'divided by followers' }).waitFor();
        await page
            .getByText(/^(last )?measured /)
            .first()
            .waitFor();
        assert.doesNotMatch(await page.locator('main').innerText(), /[\w.]+@[\w.]+\.\w+/);
    });
});
