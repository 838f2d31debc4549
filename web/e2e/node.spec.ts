import type { Page } from '@playwright/test';
import { expect, settled, somePerson, test } from './fixtures';

test('a number opens its receipt, the address names it, and closing returns the focus', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/n/${person.id}`);
  await settled(page);
  const number = page.getByRole('button', {
    name: new RegExp(`, Actual of ${person.name}: show the receipt`),
  });
  await number.focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog', { name: /Receipt/ });
  await expect(drawer.getByRole('heading', { name: 'Where the target comes from' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`receipt=${person.id}~revenue`));
  await expect(drawer.getByText('attain receipt verify FILE')).toBeVisible();

  const href = await drawer.getByRole('link', { name: 'Download JSON' }).getAttribute('href');
  const receipt = await (await page.request.get(String(href))).json();
  expect(receipt.format).toBe('attain-receipt/1');

  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(number).toBeFocused();
  await expect(page).not.toHaveURL(/receipt=/);
});

test('more credits can be shown until all are there', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/n/${person.id}?receipt=${person.id}~revenue`);
  const shown = page.getByText(/of [\d,.]+ credits shown/);
  await expect(shown).toBeVisible();
  const before = String(await shown.textContent());
  const more = page.getByRole('dialog').getByRole('button', { name: 'Show more' });
  if (await more.isVisible()) {
    await more.click();
    await expect(shown).not.toHaveText(before);
  }
});

test('the chart is walked by keyboard and tells what the interface tells', async ({ page }) => {
  const person = await somePerson(page);
  const answer = page.waitForResponse((response) => response.url().includes('/burnup'));
  await page.goto(`/n/${person.id}`);
  const burnup = (await (await answer).json()) as { points: { day: string; actual: string | null }[] };
  const slider = page.getByRole('slider', { name: /Will we reach the target/ });
  await slider.focus();
  await page.keyboard.press('Home');
  const first = burnup.points[0];
  const money = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: 0,
  });
  await expect(slider).toHaveAttribute(
    'aria-valuetext',
    new RegExp(escapePattern(money.format(Number(first?.actual)))),
  );
  const at = await slider.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowRight');
  await expect(slider).not.toHaveAttribute('aria-valuetext', String(at));
  await expect(page.locator('.readout')).toBeVisible();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('End');
  await expect(slider).toHaveAttribute('aria-valuenow', String(burnup.points.length - 1));

  await burnupOf(page).getByRole('button', { name: 'View as table' }).click();
  await expect(
    page.getByRole('region', { name: 'Will we reach the target? (table)' }).locator('tbody tr'),
  ).toHaveCount(burnup.points.length);
});

test('chart pictures and numbers can be saved', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/n/${person.id}`);
  const burnup = burnupOf(page);
  await expect(burnup.locator('.plot svg')).toBeVisible();
  for (const [item, least] of [
    ['Picture as PNG', 5000],
    ['Picture as SVG', 2000],
    ['Numbers as CSV', 500],
  ] as const) {
    await burnup.getByRole('button', { name: 'Save', exact: true }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item }).click();
    const stream = await (await download).createReadStream();
    let size = 0;
    for await (const chunk of stream) size += chunk.length;
    expect(size, item).toBeGreaterThan(least);
  }
});

test('metric, curve and day are in the address and stay on the way to another page', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/n/${person.id}`);
  await settled(page);
  await page.getByRole('combobox', { name: 'Metric' }).click();
  await page.getByRole('option').nth(1).click();
  await expect(page).toHaveURL(/metric=/);
  await page.getByText('Working days', { exact: true }).click();
  await expect(page).toHaveURL(/curve=working_days/);

  const today = ((await (await page.request.get('/api/v1/organisation')).json()) as { today: string }).today;
  const earlier = new Date(Date.parse(today) - 10 * 86_400_000).toISOString().slice(0, 10);
  await page.getByRole('button', { name: /^As of/ }).click();
  await page.getByLabel('Show what was known at the end of').fill(earlier);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`as_of=${earlier}`));
  await expect(page.getByText('You are looking back')).toBeVisible();

  await page.getByRole('link', { name: 'Ranking', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`as_of=${earlier}`));
  await page.getByRole('button', { name: 'Back to today' }).click();
  await expect(page).not.toHaveURL(/as_of=/);
});

/** One of the charts of a node's page. */
const burnupOf = (page: Page) => page.getByRole('figure', { name: 'Will we reach the target?' });

const escapePattern = (text: string) => text.replaceAll(/[$.*+?()[\]{}|^\\]/g, '\\$&');
