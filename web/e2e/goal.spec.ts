import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  type MadeGoal,
  makeGoal,
  SLOW,
  settled,
  somePerson,
  test,
  withdrawAll,
} from './fixtures';

const sentenceOf = (page: Page) => page.getByRole('textbox', { name: 'Your goal in one sentence' });

interface GoalItem {
  id: string;
  state: string;
  goal: { value: string | null; metric: string; title: string; change: { kind: string } | null };
}

async function goalAt(page: Page): Promise<GoalItem> {
  await expect(page).toHaveURL(/\/goals\/[^/?]+($|\?)/);
  const id = new URL(page.url()).pathname.split('/').pop();
  return (await (await page.request.get(`/api/v1/goals/${id}`)).json()) as GoalItem;
}

/** Opens a folded part of the form, which may be open because it holds something. */
async function unfold(page: Page, name: string): Promise<void> {
  const part = page.locator('details', { has: page.locator('summary', { hasText: name }) });
  if ((await part.getAttribute('open')) === null) await part.locator('summary').click();
}

/** Takes a goal of these tests out of the lists again. */
async function withdraw(page: Page): Promise<void> {
  const { id } = await goalAt(page);
  const answer = await page.request.post(`/api/v1/goals/${id}/moves`, {
    data: { to: 'withdrawn', note: 'made by a test' },
  });
  expect(answer.ok()).toBe(true);
}

test('a sentence is understood, its doubt answered by keyboard, and the goal kept', async ({ page }) => {
  await page.goto('/goals/new');
  await settled(page);
  await sentenceOf(page).fill('Increase customer retention rate by 10% over the next six months');
  const marks = page.locator('.sentence-marks mark');
  await expect(marks.filter({ hasText: /retention/ })).toHaveCount(1);
  await expect(page.getByRole('list', { name: 'What each part was taken for' })).toContainText(/retention/i);

  // Enter leads from the sentence to the first doubt; arrows look at the choices, and none goes away.
  const question = page.locator('.question').first();
  await expect(question).toBeVisible();
  await expectAccessible(page, 'the builder with a question');
  await page.keyboard.press('Enter');
  const choices = question.getByRole('radio');
  await expect(choices.first()).toBeFocused();
  const count = await choices.count();
  expect(count).toBeGreaterThan(1);
  await page.keyboard.press('Space');
  await expect(choices.first()).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await expect(choices.nth(1)).toBeChecked();
  await expect(choices).toHaveCount(count);

  // Whatever else is in doubt is answered by its first choice.
  for (;;) {
    await page.waitForTimeout(600);
    const open = page.locator('.question[data-open-thing]');
    if ((await open.count()) === 0) break;
    await open.first().getByRole('radio').first().check();
  }
  await expect(page.getByText('Nothing is open.')).toBeVisible();
  await expect(page.locator('.smart-item')).toHaveCount(5);
  await expect(page.locator('.chance-text, .smart-facts').first()).toBeVisible();

  await page.getByRole('button', { name: 'Save as draft' }).click();
  await expect(page.getByText('The goal is kept as a draft.')).toBeVisible(SLOW);
  const goal = await goalAt(page);
  expect(goal.state).toBe('draft');
  expect(goal.goal.metric).toBe('retention');
  await withdraw(page);
});

test('what is missing is asked for, a completion is offered, and one key takes it', async ({ page }) => {
  await page.goto('/goals/new');
  await settled(page);
  await sentenceOf(page).fill('Increase sales');
  await expect(page.getByRole('list', { name: 'Still missing' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Take it' })).toBeVisible();
  const offered = String(await page.locator('.completion q').textContent()).trim();
  await sentenceOf(page).press('End');
  await sentenceOf(page).press('ArrowRight');
  await expect(sentenceOf(page)).toHaveValue(offered);
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(sentenceOf(page)).toHaveValue('');
});

test('form and sentence follow each other, and survive a reload', async ({ page }) => {
  await page.goto('/goals/new');
  await settled(page);
  await sentenceOf(page).fill('Achieve $500,000 in sales revenue by the end of Q1');
  const value = page.getByRole('textbox', { name: 'Value', exact: true });
  await expect(value).toHaveValue('500000');
  await expect(page.getByRole('combobox', { name: 'What is counted' })).toHaveValue('Revenue');

  // The form only adds: the words stay.
  await unfold(page, 'Purpose');
  await page.getByRole('textbox', { name: 'Why' }).fill('Growth in the north');
  await expect(sentenceOf(page)).toHaveValue('Achieve $500,000 in sales revenue by the end of Q1');

  // The form says something else: the sentence is written anew.
  await value.fill('620000');
  await expect(sentenceOf(page)).toHaveValue(/620,000/);
  await expect(sentenceOf(page)).not.toHaveValue(/500,000/);
  const written = await sentenceOf(page).inputValue();

  await page.reload();
  await settled(page);
  await expect(sentenceOf(page)).toHaveValue(written);
  await expect(value).toHaveValue('620000');
  await expect(page.getByRole('textbox', { name: 'Why' })).toHaveValue('Growth in the north');
  await page.getByRole('button', { name: 'Start over' }).click();
});

test('a goal is made with the form alone, proposed, changed with a reason, and its history says so', async ({
  page,
}) => {
  const person = await somePerson(page);
  await page.goto(`/goals/new?owner=${person.id}`);
  await settled(page);
  await expect(page.getByRole('combobox', { name: 'Who' })).toHaveValue(new RegExp(person.name));
  await page.getByRole('combobox', { name: 'What is counted' }).click();
  await page.getByRole('option', { name: 'Revenue', exact: true }).click();
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill('1,250,000');
  await page.getByRole('combobox', { name: 'When' }).click();
  const year = page.getByRole('option', { name: /^FY\d+$|^\d{4}$|^FY/ }).first();
  await year.click();
  await expect(page.getByLabel('First day')).not.toHaveValue('');
  await unfold(page, 'Guardrails');
  await page.getByRole('button', { name: 'Add a guardrail' }).click();
  const guard = page.getByRole('group', { name: 'Guardrail 1' });
  await guard.getByRole('combobox', { name: 'Metric' }).fill('discount');
  await page.getByRole('option', { name: /Average discount/ }).click();
  await expect(guard.getByRole('combobox', { name: 'Aim' })).toHaveValue('At most');
  await guard.getByRole('textbox', { name: 'Value' }).fill('8');
  await unfold(page, 'Purpose');
  await page.getByRole('textbox', { name: 'Title' }).fill('A goal by form');
  await page.getByRole('button', { name: 'Each month' }).click();
  await expect(page.getByRole('list', { name: 'Days to look at it' }).getByRole('listitem')).not.toHaveCount(
    0,
  );
  await expect(page.getByText('Nothing is open.')).toBeVisible();
  await expectAccessible(page, 'the builder, filled in');

  await page.getByRole('button', { name: 'Propose' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /A goal by form/ })).toBeVisible(SLOW);
  const goal = await goalAt(page);
  expect(goal.state).toBe('proposed');
  expect(Number(goal.goal.value)).toBe(1_250_000);
  await settled(page);
  await expect(page.getByRole('heading', { name: 'At what cost?' })).toBeVisible();
  await expectAccessible(page, 'a goal');

  // A goal does not become easier in silence.
  await page.getByRole('link', { name: 'Edit' }).click();
  await settled(page);
  await page.getByRole('textbox', { name: 'Value', exact: true }).first().fill('1000000');
  await expect(page.getByText(/The goal becomes easier/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Reason' }).fill('The territory was divided');
  await page.getByRole('button', { name: 'Save a new version' }).click();
  const history = page.getByRole('region', { name: 'History of the goal (table)' });
  await expect(history).toContainText('The territory was divided', SLOW);
  await expect(history).toContainText('$1,250,000');
  await withdraw(page);
});

test('a list stays with its box when the page moves under it', async ({ page }) => {
  await page.setViewportSize({ width: 1360, height: 420 });
  await page.goto('/goals/new');
  await settled(page);
  await unfold(page, 'Guardrails');
  await page.getByRole('button', { name: 'Add a guardrail' }).click();
  const box = page.getByRole('group', { name: 'Guardrail 1' }).getByRole('combobox', { name: 'Metric' });
  await box.fill('discount');
  await page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }));
  await expect(box).not.toBeInViewport();
  await page.getByRole('option', { name: /Average discount/ }).click();
  await expect(box).toHaveValue(/Average discount/);
});

test.describe('a refusal of the server', () => {
  test.use({ allowed: ['422 /api/v1/goals'] });

  test('is shown at its field, and nothing is lost', async ({ page }) => {
    await page.goto('/goals/new');
    await settled(page);
    await sentenceOf(page).fill('Achieve $500,000 in sales revenue by the end of Q1');
    await expect(page.getByText('Nothing is open.')).toBeVisible();
    const problem = {
      title: 'Invalid',
      status: 422,
      detail: 'this goal cannot be set as it is',
      errors: [{ location: 'body.goal.value', message: 'is more than this test allows' }],
    };
    await page.route('**/api/v1/goals', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 422,
            contentType: 'application/problem+json',
            body: JSON.stringify(problem),
          })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Propose' }).click();
    await expect(page.getByRole('alert')).toContainText('The goal was not saved');
    await expect(page.locator('.goal-form').getByText('Is more than this test allows.')).toBeVisible();
    await expect(sentenceOf(page)).toHaveValue(/500,000/);
    await page.getByRole('button', { name: 'Start over' }).click();
  });
});

test.describe('the list of goals', () => {
  let made: MadeGoal[] = [];
  const tag = `e2e ${Date.now()}`;

  test.beforeEach(async ({ page }) => {
    const whole = await makeGoal(page, `${tag} whole`, null);
    const part = await makeGoal(page, `${tag} part`, whole.id);
    made = [part, whole];
  });
  test.afterEach(async ({ page }) => withdrawAll(page, made));

  test('has its filters in the address, and Back returns to the earlier list', async ({ page }) => {
    await page.goto('/goals?of=company');
    await settled(page);
    const rows = page.locator('tbody tr');
    const mine = page.getByRole('rowheader', { name: new RegExp(`${tag} whole`) });
    await expect(mine.first()).toBeVisible();
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Draft', exact: true }).click();
    await expect(page).toHaveURL(/state=draft/);
    await expect(mine.first()).toBeVisible();
    await page.getByRole('combobox', { name: 'Metric' }).click();
    await page.getByRole('option', { name: 'Revenue', exact: true }).click();
    await expect(page).toHaveURL(/measure=revenue/);
    await page.reload();
    await settled(page);
    await expect(page.getByRole('combobox', { name: 'Metric' })).toHaveValue('Revenue');
    await page.goBack();
    await expect(page).not.toHaveURL(/measure=/);
    await page.getByRole('combobox', { name: 'State' }).click();
    await page.getByRole('option', { name: 'Closed', exact: true }).click();
    await expect(mine).toHaveCount(0);

    await page.getByRole('textbox', { name: 'Find a goal' }).fill('nothing is called like this');
    await expect(page.getByRole('heading', { name: 'No goal matches' })).toBeVisible();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect(rows.first()).toBeVisible();
  });

  test('shows parts under the whole, and folds by keyboard', async ({ page }) => {
    await page.goto(`/goals?of=company&q=${encodeURIComponent(tag)}`);
    await settled(page);
    const rows = page.locator('tbody tr');
    await expect(rows.first()).toContainText(`${tag} whole`);
    await expect(rows.nth(1)).toContainText(`${tag} part`);
    await expect(rows.nth(1)).toContainText('100%');
    const before = await rows.count();
    const toggle = rows.first().locator('button.goal-toggle');
    await toggle.focus();
    await page.keyboard.press('Enter');
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await expect(toggle).toBeFocused();
    await expect(rows).toHaveCount(before - 1);
  });

  test('leads to a goal, which is proposed, accepted by its owner and returned by keyboard', async ({
    page,
  }) => {
    await page.goto(`/goals/${made[1]?.id}`);
    await settled(page);
    await page.getByRole('button', { name: 'Propose' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Propose this goal?' });
    await expect(dialog.getByRole('button', { name: 'Propose' })).toBeFocused();
    await expectAccessible(page, 'a move');
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0, SLOW);
    await expect(page.locator('.life [aria-current=step]')).toHaveText('Proposed');

    await page.getByRole('button', { name: 'Return' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Return' }).click();
    await expect(page.getByText('Say why', { exact: true })).toBeVisible();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Say of which products');
    await page.getByRole('dialog').getByRole('button', { name: 'Return' }).click();
    await expect(page.locator('.life [aria-current=step]')).toHaveText('Draft', SLOW);
    await expect(page.getByRole('region', { name: 'History of the goal (table)' })).toContainText(
      'Say of which products',
    );
  });
});
