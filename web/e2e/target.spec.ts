import type { Page } from '@playwright/test';
import { expect, expectAccessible, makeGoal, settled, test, withdrawAll } from './fixtures';

async function company(page: Page): Promise<string> {
  const answer = await page.request.get('/api/v1/organisation');
  return ((await answer.json()) as { node_id: string }).node_id;
}

interface List {
  items: { block: string; value: string }[];
  stretch: { name: string; value: string }[];
}

test('a target is suggested from evidence, and one press takes the number and its reason', async ({
  page,
}) => {
  const node = await company(page);
  await page.goto(`/n/${node}`);
  await settled(page);
  const asked = page.waitForResponse((response) => response.url().includes('/targets/suggestions'));
  await page.getByRole('button', { name: 'Set a new version' }).click();
  const list = (await (await asked).json()) as List;
  const dialog = page.getByRole('dialog', { name: /New target/ });
  const rows = dialog.locator('.suggestion:not(.blend)');
  await expect(rows).toHaveCount(list.items.length);
  await expectAccessible(page, 'target dialog with suggestions');
  const history = list.items.find((item) => item.block === 'history');
  test.skip(history === undefined, 'There is too little history here.');

  const field = dialog.getByLabel(/^Target in/);
  const reason = dialog.getByLabel('Reason');
  await dialog.getByRole('button', { name: /^Use .*, history$/ }).focus();
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue(String(Math.round(Number(history?.value))));
  await expect(reason).toHaveValue(/^History suggests/);

  // A proposed reason follows the number; one that somebody wrote stays.
  await dialog.getByRole('button', { name: /^Use .*, the blend$/ }).click();
  await expect(reason).toHaveValue(/^The mean of/);
  await reason.fill('As agreed with the board');
  await dialog.getByRole('button', { name: /^Use .*, last year$/ }).click();
  await expect(reason).toHaveValue('As agreed with the board');
  await dialog.getByText('Facts').first().click();
  await expect(dialog.getByText(/^Last year: /)).toBeVisible();
  expect(list.stretch.map((level) => level.name)).toEqual(['commit', 'target', 'stretch']);
  await expect(dialog.getByRole('list', { name: 'Stretch levels' }).getByText(/of 10 cases/)).toHaveCount(2);
});

test('a rate has no suggestions, and says why', async ({ page }) => {
  const node = await company(page);
  await page.goto(`/n/${node}?metric=margin`);
  await settled(page);
  await page.getByRole('button', { name: 'Set a new version' }).click();
  await expect(page.getByText('Suggestions are made for what adds up over time.')).toBeVisible();
  await expectAccessible(page, 'target dialog of a rate');
});

test.describe('when the evidence cannot be read', () => {
  test.use({ allowed: ['500 /api/v1/targets/suggestions'] });

  test('the dialog says so, works all the same, and asks again', async ({ page }) => {
    const node = await company(page);
    await page.goto(`/n/${node}`);
    await settled(page);
    await page.route('**/targets/suggestions?*', (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: '{"status":500,"title":"Broken"}',
      }),
    );
    await page.getByRole('button', { name: 'Set a new version' }).click();
    await expect(page.getByText('The suggestions could not be loaded.')).toBeVisible();
    await page.unroute('**/targets/suggestions?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('.suggestion').first()).toBeVisible();
  });
});

interface Receipt {
  figures: { actual: string | null };
  numerator: { name: string; sum: string };
  denominator: { name: string; sum: string };
  terms: { side: string; sum: string; sign: number; item_count: number; items: { value: string }[] }[];
}

test('the receipt of a rate shows numerator and denominator, whose quotient is the rate', async ({
  page,
}) => {
  const node = await company(page);
  const asked = page.waitForResponse((response) => response.url().includes('/receipt?'));
  await page.goto(`/n/${node}?receipt=${node}~margin`);
  const receipt = (await (await asked).json()) as Receipt;
  const drawer = page.getByRole('dialog', { name: /Receipt/ });
  const parts = drawer.locator('.quotient-part strong');
  await expect(parts).toHaveCount(3);
  const [numerator, denominator, rate] = (await parts.allTextContents()).map((text) =>
    Number(text.replace('\u2212', '-').replaceAll(/[^\d.-]/g, '')),
  );
  expect(Number(receipt.numerator.sum)).toBeCloseTo(Number(numerator), 2);
  expect(Number(receipt.denominator.sum)).toBeCloseTo(Number(denominator), 2);
  expect((100 * Number(numerator)) / Number(denominator)).toBeCloseTo(Number(rate), 1);
  expect(Number(rate) / 100).toBeCloseTo(Number(receipt.figures.actual), 4);
  for (const side of ['numerator', 'denominator'] as const) {
    const sum = receipt.terms
      .filter((term) => term.side === side)
      .reduce((all, term) => all + term.sign * Number(term.sum), 0);
    expect(sum, side).toBeCloseTo(Number(receipt[side].sum), 2);
    const title = `${side === 'numerator' ? 'Numerator' : 'Denominator'}: ${receipt[side].name}`;
    await expect(drawer.getByRole('heading', { name: title })).toBeVisible();
  }
  const items = drawer.locator('details.term').first();
  await items.locator('summary').focus();
  if (!(await items.evaluate((element: HTMLDetailsElement) => element.open)))
    await page.keyboard.press('Enter');
  await expect(items.locator('tbody tr')).toHaveCount(Math.min(50, receipt.terms[0]?.item_count ?? 0));
  await expectAccessible(page, 'receipt of a rate');

  const href = await drawer.getByRole('link', { name: 'Download JSON' }).getAttribute('href');
  const file = (await (await page.request.get(String(href))).json()) as {
    format: string;
    terms: { items: unknown[] }[];
  };
  expect(file.format).toBe('attain-receipt/2');
  expect(file.terms.map((term) => term.items.length)).toEqual(receipt.terms.map((term) => term.item_count));
});

test('the receipt of a customer metric counts the histories that it follows from', async ({ page }) => {
  const node = await company(page);
  await page.goto(`/n/${node}?receipt=${node}~repeat_rate`);
  const drawer = page.getByRole('dialog', { name: /Receipt/ });
  await expect(drawer.getByRole('heading', { name: 'What customers did' })).toBeVisible();
  await expect(drawer.getByText(/[\d,]+ entries of [\d,]+ customers/).first()).toBeVisible();
  await expect(drawer.getByText('Customers with two or more orders')).toBeVisible();
  await expectAccessible(page, 'receipt of a customer metric');
});

test('the actual of a goal opens the receipt of the goal', async ({ page }) => {
  const goal = await makeGoal(page, `e2e ${Date.now()} receipt`, null);
  expect(goal.standing.actual).not.toBeNull();
  const asked = page.waitForResponse((response) => response.url().includes('/receipt?'));
  await page.goto(`/goals/${goal.id}`);
  await settled(page);
  await page.getByRole('button', { name: /Actual of this goal: show the receipt/ }).click();
  await expect(page).toHaveURL(new RegExp(`receipt=goal~${goal.id}`));
  const receipt = (await (await asked).json()) as Receipt;
  expect(receipt.figures.actual).toBe(goal.standing.actual);
  await expect(
    page.getByRole('dialog').getByRole('heading', { name: 'Where the target comes from' }),
  ).toBeVisible();
  await withdrawAll(page, [goal]);
});

test.describe('in the dark theme', () => {
  test.use({ colorScheme: 'dark' });

  test('suggestions and parts of a rate are accessible', async ({ page }) => {
    const node = await company(page);
    await page.goto(`/n/${node}?receipt=${node}~margin`);
    await page.locator('details.term summary').first().click();
    await expectAccessible(page, 'receipt of a rate');
    await page.keyboard.press('Escape');
    await settled(page);
    await page.getByRole('button', { name: 'Set a new version' }).click();
    await expect(page.locator('.suggestion').first()).toBeVisible();
    await expectAccessible(page, 'target dialog with suggestions');
  });
});
