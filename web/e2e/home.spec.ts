import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoOverflow, settled, test } from './fixtures';
import { sessionOf } from './sign-in';

interface Home {
  who: string;
  figures: {
    node: { id: string; name: string };
    target: string | null;
    attainment: string | null;
    outlook: { chance: string | null } | null;
  } | null;
  people: { node: { id: string; name: string } }[];
}

const QUESTIONS: Record<string, string> = {
  rep: 'Will I make it, and what do I do this week?',
  manager: 'Who needs help first, and with what?',
  leader: 'Where do we land, what changed, and what should we decide?',
  viewer: 'Will we make it?',
};

async function homeOf(page: Page): Promise<Home> {
  return (await (await page.request.get('/api/v1/home')).json()) as Home;
}

const percent = (ratio: string) => new Intl.NumberFormat('en-US', { style: 'percent' }).format(Number(ratio));

/** The question, and its answer with the numbers of the interface. */
async function expectAnswer(page: Page) {
  const home = await homeOf(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(String(QUESTIONS[home.who]));
  await settled(page);
  const tiles = page.getByRole('list', { name: 'Key figures' });
  if (home.figures?.attainment) {
    const tile = tiles.getByRole('listitem').filter({ hasText: 'Attainment' });
    await expect(tile).toContainText(percent(home.figures.attainment));
  }
  const chance = home.figures?.outlook?.chance;
  if (chance && Number(chance) >= 0.01 && Number(chance) <= 0.99) {
    await expect(page.locator('.desk-lead').filter({ hasText: 'chance to reach' })).toContainText(
      percent(chance),
    );
  }
  return home;
}

/** No part of the page stands out at the side of a phone, and nothing on it is unreachable. */
async function expectGood(page: Page, what: string) {
  await expectAccessible(page, what);
  await page.setViewportSize({ width: 390, height: 800 });
  await settled(page);
  await expectNoOverflow(page, `${what} on a phone`);
}

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, target: ReturnType<Page['locator']>) {
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('Tab does not reach it.');
}

test('who sees everything finds where it lands, and what is to be decided', async ({ page }) => {
  const home = await expectAnswer(page);
  expect(home.who).toBe('leader');
  await expect(page.getByRole('heading', { level: 2, name: 'What should we decide?' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What changed since last week?' })).toBeVisible();
  await expect(page.getByText('Can the data be trusted?')).toBeVisible();
});

test('the menu leads to the reasons with the node kept, and the palette finds a page by its question', async ({
  page,
}) => {
  await page.goto('/');
  await settled(page);
  const { figures } = await homeOf(page);
  await page
    .getByRole('link', { name: String(figures?.node.name) })
    .first()
    .click();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Understand' }).click();
  await expect(page).toHaveURL(new RegExp(`/understand/${figures?.node.id}`));
  await page.getByRole('link', { name: 'Where do leads and deals get stuck?' }).click();
  await expect(page).toHaveURL(new RegExp(`/funnel/${figures?.node.id}`));
  await page.getByRole('navigation', { name: 'Understand' }).getByRole('link', { name: 'Patterns' }).click();
  await expect(page).toHaveURL(/patterns/);

  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: /Find a person/ }).fill('given up for what');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tradeoffs\//);
});

test('the burger holds every page of the menu', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/');
  await settled(page);
  await page.getByRole('button', { name: 'Pages' }).click();
  await expect(page.getByRole('menuitem', { name: 'Funnel' })).toBeVisible();
  await expectAccessible(page, 'burger');
  await page.getByRole('menuitem', { name: 'Ranking' }).click();
  await expect(page).toHaveURL(/ranking/);
});

test.describe('a rep', () => {
  test.use({ storageState: sessionOf('rep') });

  test('finds whether he makes it and what to do, and goes there by keyboard', async ({ page }) => {
    const home = await expectAnswer(page);
    expect(home.who).toBe('rep');
    const todo = page.getByRole('region', { name: 'What do I do this week?' });
    await expect(todo).toBeVisible();
    const first = todo.getByRole('link').first();
    if (await first.isVisible()) {
      await tabTo(page, first);
      await page.keyboard.press('Enter');
      await expect(page).not.toHaveURL(/\/$/);
      await settled(page);
      await page.goto('/');
      await settled(page);
    }
    await expectGood(page, 'the home of a rep');
  });
});

test.describe('a manager', () => {
  test.use({ storageState: sessionOf('manager') });

  test('finds who needs help first, and goes to the next step by keyboard', async ({ page }) => {
    const home = await expectAnswer(page);
    const first = home.people[0];
    const rows = page.getByRole('table', { name: /Who needs help first/ }).locator('tbody tr');
    if (first) {
      await expect(rows.first()).toContainText(first.node.name);
      await tabTo(page, rows.first().getByRole('link').first());
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL(new RegExp(`/n/${first.node.id}`));
      await settled(page);
      await page.goBack();
      await settled(page);
    }
    await expectGood(page, 'the home of a manager');
  });
});

test.describe('a viewer', () => {
  test.use({ storageState: sessionOf('viewer') });

  test('finds what is published to him', async ({ page }) => {
    const home = await expectAnswer(page);
    expect(home.who).toBe('viewer');
    await expect(page.getByRole('heading', { name: 'Who needs help first?' })).toHaveCount(0);
    await expectGood(page, 'the home of a viewer');
  });
});
