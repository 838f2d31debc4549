import { expect, settled, somePerson, test } from './fixtures';

test('the palette goes to a person, and Escape returns the focus', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto('/ranking');
  await settled(page);
  const button = page.getByRole('button', { name: 'Actual', exact: true });
  await button.focus();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('textbox', { name: /Find a person/ });
  await expect(field).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await expect(button).toBeFocused();

  await page.keyboard.press('Control+k');
  await field.fill(person.name);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/n/${person.id}`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(person.name);
});

test('? lists the shortcuts', async ({ page }) => {
  await page.goto('/ranking');
  await settled(page);
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the skip link leads to the content', async ({ page }) => {
  await page.goto('/ranking');
  await settled(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
});

test('the theme changes without loading the page and is remembered', async ({ page }) => {
  await page.goto('/about');
  await settled(page);
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test.describe('what is not there', () => {
  test.use({ allowed: ['404 /api/v1/nodes/', '404 /api/v1/imports/'] });

  test('an unknown node, import and address each have a heading and an action', async ({ page }) => {
    await page.goto('/n/person:no-such-person');
    await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
    await page.getByRole('link', { name: 'Go to my number' }).click();
    await settled(page);
    await page.goto('/imports/no-such-import');
    await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
    await page.goto('/no/such/page');
    await expect(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Go to the first page' })).toBeVisible();
  });
});

test.describe('a fault of the server', () => {
  test.use({ allowed: ['500 /api/v1/'] });

  test('is named, and trying again helps', async ({ page }) => {
    let broken = true;
    await page.route('**/api/v1/attainment?**', (route) =>
      broken
        ? route.fulfill({
            status: 500,
            contentType: 'application/problem+json',
            body: '{"title":"Internal error","status":500}',
          })
        : route.continue(),
    );
    await page.goto('/ranking');
    await expect(page.getByRole('heading', { name: 'This could not be loaded' })).toBeVisible();
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.locator('tbody tr').first()).toBeVisible();
  });
});

test.describe('without a session', () => {
  test.use({ storageState: { cookies: [], origins: [] }, allowed: ['401 /api/v1/session'] });

  test('the reader signs in first, and a wrong password is explained', async ({ page }) => {
    await page.goto('/ranking?sort=actual');
    await expect(page).toHaveURL(/\/login\?next=/);
    await page.getByLabel('Email').fill('nobody@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toContainText('You are not signed in');
  });
});
