import { expect, settled, test } from './fixtures';

test('sorting by keyboard keeps the focus and changes the address without loading a document', async ({
  page,
}) => {
  await page.goto('/ranking');
  await settled(page);
  let loads = 0;
  page.on('request', (request) => {
    if (request.isNavigationRequest()) loads++;
  });
  const button = page.getByRole('button', { name: 'Actual', exact: true });
  const head = page.getByRole('columnheader', { name: 'Actual' });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'descending');
  await expect(page).toHaveURL(/sort=actual&order=desc/);
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(head).toHaveAttribute('aria-sort', 'ascending');
  await expect(button).toBeFocused();
  expect(loads).toBe(0);
});

test('a filter is in the address, survives a reload, and Back returns to the earlier rows', async ({
  page,
}) => {
  await page.goto('/dimensions/territory');
  await settled(page);
  const rows = page.locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  const all = await rows.count();
  const name = String(await rows.first().getByRole('rowheader').textContent()).trim();
  await page.getByRole('textbox', { name: 'Find a territory' }).fill(name);
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole('rowheader', { name, exact: true })).toBeVisible();
  await expect.poll(() => rows.count()).toBeLessThan(all);
  const filtered = await rows.count();

  await page.reload();
  await settled(page);
  await expect(rows).toHaveCount(filtered);
  await expect(page.getByRole('textbox', { name: 'Find a territory' })).toHaveValue(name);

  await page.goBack();
  await expect(rows).toHaveCount(all);
  await expect(page.getByRole('textbox', { name: 'Find a territory' })).toHaveValue('');
});

test('the CSV holds the rows that are visible', async ({ page }) => {
  await page.goto('/dimensions/territory');
  await settled(page);
  const rows = page.locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
  const csv = await (await page.request.get(String(href))).text();
  expect(csv.trim().split('\n').length - 1).toBe(await rows.count());
});

test('a filter without a match says so and can be cleared', async ({ page }) => {
  await page.goto('/ranking?q=nobody-has-this-name');
  await expect(page.getByRole('heading', { name: /Nothing matches/ })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filter' }).last().click();
  await expect(page.locator('tbody tr').first()).toBeVisible();
});
