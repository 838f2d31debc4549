import { expect, expectAccessible, settled, test } from './fixtures';

interface Preview {
  period: { id: string; label: string };
  refused: string;
}

test('a month is closed, marked beside its numbers, and opened again with a reason', async ({ page }) => {
  const preview = (await (await page.request.get('/api/v1/closes/preview')).json()) as Preview;
  const { id, label } = preview.period;
  expect(preview.refused).toBe('');
  await page.goto('/admin/closes');
  await settled(page);

  // What is still open is said before anything is closed.
  await page.getByRole('button', { name: 'Close a period' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(/Nothing waits|Still open/)).toBeVisible();
  await expectAccessible(page, 'the dialog that closes a period');
  await dialog.getByRole('textbox', { name: 'Note' }).fill('the books');
  await dialog.getByRole('button', { name: `Close ${label}` }).click();
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole('row', { name: new RegExp(label) }).first();
  await expect(row).toContainText('“the books”');
  await expectAccessible(page, 'a list of closed periods');

  // The numbers of the month say that they are closed.
  await page.goto(`/?period=${id}`);
  await settled(page);
  await expect(page.getByText(/^Closed on .*: these numbers are as known on/)).toBeVisible();

  // Opening needs a reason, which everybody can read.
  await page.goto('/admin/closes');
  await settled(page);
  await page.getByRole('button', { name: `Open again ${label}` }).click();
  await dialog.getByRole('button', { name: 'Open it again' }).click();
  await expect(dialog.getByText('Say why')).toBeVisible();
  await expectAccessible(page, 'the dialog that opens a period again');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('an invoice was forgotten');
  await dialog.getByRole('button', { name: 'Open it again' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText('an invoice was forgotten');
  await page.goto(`/?period=${id}`);
  await settled(page);
  await expect(page.getByText(/^Closed on/)).toHaveCount(0);
});
