import { expect, expectAccessible, settled, somePerson, test } from './fixtures';

interface Receipt {
  credits: { sale: { order_id: string; day: string }; value: string }[];
}

test('a sheet of one’s own is held against the number, line by line', async ({ page }) => {
  const person = await somePerson(page);
  const receipt = (await (
    await page.request.get(`/api/v1/nodes/${encodeURIComponent(person.id)}/receipt?limit=50`)
  ).json()) as Receipt;
  const mine = receipt.credits[0];
  if (!mine) throw new Error(`${person.id} has no credit`);
  await page.goto(`/shadow/${person.id}`);
  await settled(page);
  await expectAccessible(page, 'the page for an own sheet');

  await page.locator('input[type=file]').setInputFiles({
    name: 'mine.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`Order,Close date,Amount\nnever-was,${mine.sale.day},17\n`),
  });
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { name: 'Do the two totals agree?' })).toBeVisible();
  const bridge = page.getByRole('table', { name: 'From the sheet to Attain' });
  await expect(bridge.getByRole('row', { name: /Not known to Attain/ })).toContainText('1');
  await expect(page.getByRole('row', { name: /never-was/ })).toContainText('not imported yet');
  await settled(page);
  await expectAccessible(page, 'a compared sheet');

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect((await saved).suggestedFilename()).toBe('comparison.csv');
});
