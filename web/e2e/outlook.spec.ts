import type { Page } from '@playwright/test';
import { calibration } from '../src/outlook/fixture';
import { expect, expectAccessible, expectNoOverflow, settled, test } from './fixtures';

interface Brief {
  status: string;
  chance: string | null;
  mean: string | null;
  as_of: string | null;
}

interface Row {
  node: { id: string; name: string };
  outlook: Brief | null;
}

/** People with a chance, the lowest first; the server foresees by itself, shortly after its start. */
async function peopleByChance(page: Page): Promise<{ row: Row; chance: number }[]> {
  const read = async () => {
    const answer = await page.request.get('/api/v1/attainment?metric=revenue&by=person&limit=500');
    const { items } = (await answer.json()) as { items: Row[] };
    return items.flatMap((row) => (row.outlook?.chance ? { row, chance: Number(row.outlook.chance) } : []));
  };
  await expect.poll(async () => (await read()).length, { timeout: 60_000 }).toBeGreaterThan(1);
  return (await read()).sort((a, b) => a.chance - b.chance);
}

const percent = (chance: number) =>
  chance < 0.01 ? '<1%' : chance > 0.99 ? '>99%' : `${Math.round(chance * 100)}%`;

test('a page says whether it will be reached, where it lands, and of what that is made', async ({ page }) => {
  const people = await peopleByChance(page);
  const { row, chance } = people[Math.floor(people.length / 2)] ?? { row: undefined, chance: 0 };
  if (!row) throw new Error('Nobody has a chance.');
  await page.goto(`/n/${row.node.id}`);
  await settled(page);
  await expect(
    page.getByRole('list', { name: 'Key figures' }).getByText('Will it be reached?'),
  ).toBeVisible();

  const section = page.getByRole('region', { name: 'Where will it land?' }).first();
  await expect(section.getByText(/in 8 of 10 cases/).first()).toBeVisible();
  const slider = section.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', /^Closed: Amount /);
  await section.getByRole('button', { name: 'View as table' }).click();
  await expect(section.getByRole('row', { name: /^Lands at/ })).toBeVisible();
  await expectAccessible(page, 'where it lands, as a table');

  // The word and the number are those of the interface, wherever they stand.
  await page.goto('/ranking');
  await settled(page);
  const name = new RegExp(`^.*: ${row.node.name}$`);
  await expect(page.getByRole('row').getByRole('button', { name })).toContainText(percent(chance));
});

test('what a status means opens by keyboard, and closing returns the focus', async ({ page }) => {
  await peopleByChance(page);
  await page.goto('/ranking');
  await settled(page);
  const mark = page.locator('tbody .status-button').first();
  await mark.focus();
  await page.keyboard.press('Enter');
  const meaning = page.getByRole('dialog', { name: /^Status:/ });
  await expect(meaning.getByText('By what was known at the end of')).toBeVisible();
  await expectAccessible(page, 'what a status means');
  await page.keyboard.press('Escape');
  await expect(meaning).toBeHidden();
  await expect(mark).toBeFocused();
});

test('people stand in the order of their chance, the lowest first', async ({ page }) => {
  const people = await peopleByChance(page);
  await page.goto('/ranking');
  await settled(page);
  await page.getByRole('button', { name: 'Status', exact: true }).click();
  await expect(page).toHaveURL(/sort=chance&order=asc/);
  await expect(page.getByRole('columnheader', { name: 'Status' })).toHaveAttribute('aria-sort', 'ascending');
  const lowest = percent(people[0]?.chance ?? 0);
  await expect(page.locator('tbody tr').first().locator('.status-chance')).toHaveText(lowest);
  await page.getByRole('button', { name: 'Status', exact: true }).click();
  const highest = percent(people.at(-1)?.chance ?? 0);
  await expect(page.locator('tbody tr').first().locator('.status-chance')).toHaveText(highest);
});

test('the months ahead are asked for when somebody comes near', async ({ page }) => {
  const [first] = await peopleByChance(page);
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('/course')) asked++;
  });
  await page.goto(`/n/${first?.row.node.id}`);
  await settled(page);
  expect(asked).toBe(0);
  const answer = page.waitForResponse((response) => response.url().includes('/course'));
  const section = page.getByRole('region', { name: 'How do the months go on?' }).first();
  await section.scrollIntoViewIfNeeded();
  const course = (await (await answer).json()) as { past: unknown[]; ahead: unknown[] };
  await expect(section.locator('.plot svg')).toBeVisible();
  await section.getByRole('button', { name: 'View as table' }).click();
  await expect(section.locator('tbody tr')).toHaveCount(
    Math.min(36, course.past.length) + course.ahead.length,
  );
});

test('a page says how good the chances were', async ({ page }) => {
  await page.route('**/api/v1/calibration', (route) => route.fulfill({ json: calibration }));
  await page.goto('/calibration');
  await settled(page);
  await expect(page.getByText(calibration.words[0] ?? '')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await expectAccessible(page, `how good the chances were, ${colorScheme}`);
  }
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', /^10% to 20%: How often 12/);
  await page.setViewportSize({ width: 390, height: 900 });
  await expectNoOverflow(page, 'how good the chances were on a phone');
});
