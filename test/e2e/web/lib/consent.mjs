// Clicking through the simulated platform's consent page, as a creator does.

/** From the connections screen: explanation, then the platform's page for account `number`. */
export async function leaveTo(page, platform) {
    await page.getByRole('button', { name: `Connect ${platform}`, exact: true }).click();
    await page
        .getByRole('dialog')
        .getByRole('button', { name: `Continue to ${platform}` })
        .click();
    await page.getByRole('button', { name: 'Allow' }).waitFor();
}

export async function allow(page, number, refused = []) {
    await page.locator('input[name=other_account]').fill(String(number));
    for (const scope of refused) await page.locator(`input[name=scope][value="${scope}"]`).uncheck();
    await page.getByRole('button', { name: 'Allow' }).click();
}

export async function connect(page, platform, number) {
    await leaveTo(page, platform);
    await allow(page, number);
}

/** Erases the account again, through the question that guards it. */
export async function disconnect(page, name) {
    await page.goto('/influencer/social-media');
    const card = page.getByRole('article', { name });
    await card.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disconnect and erase' }).click();
    await page.getByText('is disconnected and its data erased').waitFor();
    await card.waitFor({ state: 'detached' });
}
