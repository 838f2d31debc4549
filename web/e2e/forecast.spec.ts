import { expect, expectAccessible, settled, test } from './fixtures';

interface Board {
  period: { label: string };
  total: { node: { name: string }; figures: { closed: string } };
  lines: { node: { id: string; name: string }; may_override: boolean }[];
}

test('a call is submitted, overridden with a reason, taken back, and locked', async ({ page }) => {
  const board = (await (await page.request.get('/api/v1/forecast')).json()) as Board;
  const line = board.lines.find((one) => one.may_override);
  if (!line) throw new Error('Nobody below the company has a forecast.');
  await page.goto('/forecast');
  await settled(page);
  await expect(page.getByRole('heading', { name: 'What do people expect?' })).toBeVisible();

  // What is typed wrong is said beside the field; nothing is sent.
  await page.getByRole('button', { name: 'Submit a call' }).click();
  const dialog = page.getByRole('dialog');
  const value = dialog.getByRole('textbox', { name: 'What the period will come to, all in all' });
  await value.fill('a lot');
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click();
  await expect(dialog.getByText('Write a number', { exact: true })).toBeVisible();
  await expectAccessible(page, 'the dialog that submits a call');
  await value.fill('4,000,000');
  await dialog.getByRole('textbox', { name: 'Note' }).fill('two large orders');
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Submit', exact: true }).press('Enter');
  await expect(dialog).toHaveCount(0);
  const said = page.getByRole('region', { name: 'What was said?' });
  await expect(said.getByText('“two large orders”').first()).toBeVisible();

  // An override needs a reason, and shows both numbers until it is taken back.
  await page.getByRole('button', { name: `Override the forecast of ${line.node.name}`, exact: true }).click();
  await dialog.getByRole('textbox', { name: 'What it is taken for' }).fill('1000000');
  await dialog.getByRole('button', { name: 'Override' }).click();
  await expect(dialog.getByText('Say why')).toBeVisible();
  await expectAccessible(page, 'the dialog that overrides');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('a customer is slow');
  await dialog.getByRole('button', { name: 'Override' }).click();
  await expect(dialog).toHaveCount(0);
  const rollup = page.getByRole('region', { name: 'Who expects what?' });
  await expect(rollup.getByText('“a customer is slow”')).toBeVisible();
  await page.getByRole('button', { name: `Reset the forecast of ${line.node.name}`, exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('it was signed');
  await dialog.getByRole('button', { name: 'Take it back' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(rollup.getByText('“a customer is slow”')).toHaveCount(0);

  // What is locked cannot be changed until it is unlocked.
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('board meeting');
  await dialog.getByRole('button', { name: 'Lock', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/^Locked by .* “board meeting”/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Submit a call' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('button', { name: 'Submit a call' })).toBeVisible();
});

test('the forecast leads down to a team and to the opportunities, and back', async ({ page }) => {
  await page.goto('/forecast');
  await settled(page);
  const rollup = page.getByRole('region', { name: 'Who expects what?' });
  const first = rollup.getByRole('link').first();
  const name = (await first.textContent()) ?? '';
  await first.click();
  await settled(page);
  await expect(page.locator('.page-sub')).toContainText(name);
  const deals = page.getByRole('region', { name: 'Which opportunities?' });
  await deals.getByText('Pipeline', { exact: true }).click();
  await settled(page);
  await expectAccessible(page, 'the forecast of a node');
  await page.getByRole('link', { name: 'Back to the top' }).click();
  await expect(rollup).toBeVisible();
});
