import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoOverflow, settled, somePerson, test, testOnce } from './fixtures';

const ROUTES = [
  '/',
  '/ranking',
  '/ranking?by=team',
  '/dimensions/territory',
  '/dimensions/category',
  '/dimensions/customer',
  '/goals',
  '/goals?of=company&state=all',
  '/goals/new',
  '/forecast',
  '/act',
  '/checkins',
  '/training',
  '/contests',
  '/calibration',
  '/patterns',
  '/metrics',
  '/metrics/revenue',
  '/metrics/new',
  '/imports',
  '/admin/organisation',
  '/admin/users',
  '/admin/tokens',
  '/admin/closes',
  '/admin/market',
  '/alerts',
  '/alerts/preferences',
  '/admin/mail',
  '/unsubscribe?token=x',
  '/wall?screens=team',
  '/about',
  '/login',
];

const WIDTHS = [390, 768, 1360, 1920];

for (const route of ROUTES) {
  testOnce(
    `${route} is accessible in both themes, fits every window, and its controls can be hit`,
    async ({ page }) => {
      await page.goto(route);
      await expectGood(page, route);
    },
  );
}

testOnce('a person, and his receipt, fit every window, and their controls can be hit', async ({ page }) => {
  const person = await somePerson(page);
  for (const route of [`/n/${person.id}`, `/n/${person.id}?receipt=${person.id}~revenue`]) {
    await page.goto(route);
    await settled(page);
    await expectFits(page, route);
    await expectLargeControls(page, route);
  }
});

testOnce('why a person is off plan is accessible in both themes, and fits every window', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/why/${person.id}`);
  await expectGood(page, `/why/${person.id}`);
});

testOnce(
  'a contest is accessible in both themes, fits every window, and its controls can be hit',
  async ({ page }) => {
    const { node_id } = (await (await page.request.get('/api/v1/organisation')).json()) as {
      node_id: string;
    };
    const year = new Date().getFullYear() + 1;
    const made = await page.request.post('/api/v1/contests', {
      data: {
        name: 'A look at a contest',
        reason: 'To see it at every width.',
        node: node_id,
        start: `${year}-01-01`,
        end: `${year}-04-01`,
        metric: 'revenue',
        measure: 'attainment',
        prize: { to: 'top', places: 3, amount: '500' },
        guards: [],
      },
    });
    const route = `/contests/${((await made.json()) as { id: string }).id}`;
    await page.goto(route);
    await expectGood(page, route);
  },
);

for (const what of ['funnel', 'tradeoffs', 'scorecard', 'understand', 'actions']) {
  testOnce(
    `/${what} of a person is accessible in both themes, fits every window, and its controls can be hit`,
    async ({ page }) => {
      const route = `/${what}/${(await somePerson(page)).id}`;
      await page.goto(route);
      await expectGood(page, route);
    },
  );
}

testOnce(
  'how fair the targets of the company are is accessible in both themes, and fits every window',
  async ({ page }) => {
    const { node_id } = (await (await page.request.get('/api/v1/organisation')).json()) as {
      node_id: string;
    };
    const route = `/fairness/${node_id}`;
    await page.goto(route);
    await expect(page.getByRole('heading', { name: 'For whom is it hardest?' })).toBeVisible();
    await expectGood(page, route);
  },
);

/** Looks at one loaded page in both themes and at every width: the page changes, and is not loaded again. */
async function expectGood(page: Page, route: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    await settled(page);
    await still(page);
    await expectAccessible(page, `${route}, ${colorScheme}`);
  }
  await expectFits(page, route);
  await expectLargeControls(page, route);
}

/** Colours that are on their way to another theme are nobody's. */
async function still(page: Page) {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation instanceof CSSTransition)
        .map((transition) => transition.finished),
    ),
  );
}

async function expectFits(page: Page, route: string) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await settled(page);
    await expectNoOverflow(page, `${route} at ${width}`);
  }
  await page.setViewportSize({ width: 1360, height: 900 });
}

async function expectLargeControls(page: Page, route: string) {
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        'button, [role=slider], input:not([type=radio]):not([type=checkbox]):not([type=file])',
      ),
    ]
      .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 120) }))
      .filter(({ box }) => box.width > 0 && (box.width < 23.5 || box.height < 23.5))
      .map(({ box, html }) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`),
  );
  expect(small, route).toEqual([]);
}

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`in the ${scheme} theme`, () => {
    test.use({ colorScheme: scheme });

    testOnce('a person, and everything that opens on that page, is accessible', async ({ page }) => {
      const person = await somePerson(page);
      await page.goto(`/n/${person.id}`);
      await settled(page);
      await expectAccessible(page, 'person');

      await page.getByRole('combobox', { name: 'Period' }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
      await expectAccessible(page, 'period list');
      await page.keyboard.press('Escape');

      for (const name of [/^As of/, /^Theme/, /^Account/, /^Save$/]) {
        await page.getByRole('button', { name }).first().click();
        await expectAccessible(page, `menu ${name}`);
        await page.keyboard.press('Escape');
      }
      await page.getByRole('button', { name: 'Set a new version' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await page.getByRole('button', { name: 'Save the new version' }).click();
      await expectAccessible(page, 'target dialog with errors');
      await page.keyboard.press('Escape');

      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: /Find a person/ }).fill(person.name);
      await expect(
        page.locator('#palette-hits').getByRole('button', { name: person.name }).first(),
      ).toBeVisible();
      await expectAccessible(page, 'palette');
      await page.keyboard.press('Escape');

      await page.goto(`/n/${person.id}?receipt=${person.id}~revenue`);
      await expect(page.getByRole('heading', { name: 'Which credits count' })).toBeVisible();
      await expectAccessible(page, 'receipt');
    });
  });
}

testOnce('the title names the page', async ({ page }) => {
  await page.goto('/ranking');
  await expect(page).toHaveTitle('Ranking · Attain');
  await page.goto('/imports');
  await expect(page).toHaveTitle('Imports · Attain');
});
