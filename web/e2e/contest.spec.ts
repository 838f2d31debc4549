import { expect, expectAccessible, settled, test } from './fixtures';

test('a contest is written, rehearsed before it can start, started and withdrawn', async ({ page }) => {
  const name = `Contest ${Date.now()}`;
  await page.goto('/contests');
  await settled(page);
  await page.getByRole('button', { name: 'Write a contest' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('textbox', { name: 'Why is it held?' }).fill('Everybody can win.');
  await dialog.getByRole('textbox', { name: /Prize/ }).fill('1000');
  await dialog.getByRole('button', { name: 'Add a guardrail' }).click();
  await dialog.getByRole('combobox', { name: 'Among whose people?' }).click();
  await page
    .getByRole('option', { name: / · company$/i })
    .first()
    .click();
  await expectAccessible(page, 'the form of a contest');
  await dialog.getByRole('button', { name: 'Keep as a draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

  // It cannot be started before somebody has seen what it would have done.
  await expect(page.getByRole('button', { name: 'Start it' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Rehearse it on the past' }).click();
  await expect(page.getByRole('heading', { name: 'Should this contest be held?' })).toBeVisible({
    timeout: 40_000,
  });
  await expect(page.getByRole('table', { name: 'Chances to win' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'The rules on the past' })).toBeVisible();
  await settled(page);
  await expectAccessible(page, 'a contest that was rehearsed');

  await page.getByRole('button', { name: 'Start it' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start it' }).click();
  await expect(page.getByText('starts soon')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page, 'a contest that was started');
  await page.getByRole('button', { name: 'Withdraw it' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('only a try');
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw it' }).click();
  await expect(page.getByText('only a try')).toBeVisible();
});
