import { expect, expectAccessible, settled, somePerson, test } from './fixtures';

test('every metric has its definition, and is found by any word of it', async ({ page }) => {
  const { items } = (await (await page.request.get('/api/v1/metrics')).json()) as { items: { id: string }[] };
  await page.goto('/metrics');
  await settled(page);
  await expect(page.locator('.metric-list > li')).toHaveCount(items.length);
  await page.getByRole('textbox', { name: 'Find a metric' }).fill('win rate');
  await expect(page).toHaveURL(/q=win/);
  await expect.poll(() => page.locator('.metric-list > li').count()).toBeLessThan(items.length);
  await page.getByRole('link', { name: 'Win rate', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Win rate' })).toBeVisible();
  await expect(page.getByText('Counted in')).toBeVisible();
});

test('the picker finds a metric by typing, and its number shows in its own unit', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/n/${person.id}`);
  await settled(page);
  const picker = page.getByRole('combobox', { name: 'Metric' });
  await picker.fill('margin');
  await page.getByRole('option', { name: 'Margin' }).click();
  await expect(page).toHaveURL(/metric=margin/);
  await settled(page);
  const actual = page.getByRole('list', { name: 'Key figures' }).getByRole('listitem').nth(1);
  await expect(actual).toContainText(/%|–/);
  await expectAccessible(page, 'a person by a rate');
  await page.getByRole('link', { name: 'How is this computed?' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Margin' })).toBeVisible();
});

test.describe('an own metric', () => {
  test.use({ allowed: ['422 /api/v1/metrics'] });

  test('is tried before it is kept', async ({ page }) => {
    await page.goto('/metrics/new');
    await settled(page);
    await page.getByRole('button', { name: 'Save the metric' }).click();
    await expect(page.getByText('Write the name that people will read')).toBeVisible();
    const name = `Large sales ${Date.now()}`;
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('textbox', { name: 'Definition' }).fill('Sales of more than a thousand.');
    await page.getByRole('textbox', { name: 'Only where' }).fill('sale.amount > 1000.0');
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(page.getByText(/facts count/)).toBeVisible();
    await expect(page.getByRole('region', { name: /Some of the facts/ }).locator('tbody tr')).not.toHaveCount(
      0,
    );
    await expectAccessible(page, 'a metric that was tried');

    await page.getByRole('textbox', { name: 'Only where' }).fill('no_such_name > 1');
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(page.getByText(/no_such_name/).last()).toBeVisible();
  });
});
