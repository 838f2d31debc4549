import { expect, settled, test } from './fixtures';

interface PlanRow {
  node: { id: string; name: string; kind: string };
  parent: string | null;
  leaf: boolean;
  cells: (string | null)[];
  locked: boolean;
  state: string;
}
interface Plan {
  id: string;
  version: number;
  state: string;
  rows: PlanRow[];
  periods: { id: string; label: string; start: string; end: string }[];
}

const sum = (values: (string | null)[]) => values.reduce((total, value) => total + Number(value ?? 0), 0);

test('a plan is made, divided, changed by hand, submitted, approved, accepted and active, by keyboard alone', async ({
  page,
}) => {
  const planOf = async () => (await (await page.request.get(`/api/v1/plans/${id}`)).json()) as Plan;
  const name = `Plan ${Date.now()}`;
  await page.goto('/plans');
  await settled(page);
  await page.getByRole('button', { name: 'New plan' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('textbox', { name: 'Number of the whole plan' }).fill('12000000');
  await page.getByRole('textbox', { name: 'Number of the whole plan' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const id = page.url().split('/plans/')[1]?.split('?')[0] ?? '';
  const grid = page.getByRole('grid');
  await expect(grid).toBeVisible();

  // Divide the company's number among everybody.
  await page.getByRole('button', { name: 'Divide…' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Number to divide' }).fill('12000000');
  await page.getByRole('textbox', { name: 'Number to divide' }).press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  let plan = await planOf();
  const people = plan.rows.filter((row) => row.leaf);
  expect(sum(people.flatMap((row) => row.cells))).toBe(12_000_000);

  // Lock a whole team, and override one person of another branch.
  const rowOf = (row: PlanRow) => plan.rows.findIndex((other) => other.node.id === row.node.id);
  const teams = plan.rows.filter((row) => !row.leaf && row.parent !== null);
  const team = teams[teams.length - 1] as PlanRow;
  const person = people.find((row) => row.parent !== team.node.id) as PlanRow;
  const goTo = async (row: number) => {
    await grid.locator('[data-active="true"]').focus();
    await page.keyboard.press('Control+Home');
    for (let i = 0; i < row; i++) await page.keyboard.press('ArrowDown');
  };
  await goTo(rowOf(team));
  await page.keyboard.press('Shift+L');
  await expect.poll(async () => (await planOf()).rows[rowOf(team)]?.locked).toBe(true);

  await goTo(rowOf(person));
  await page.keyboard.type('123456');
  await expect(
    page.getByRole('textbox', { name: `${person.node.name}, ${plan.periods[0]?.label}` }),
  ).toHaveValue('123456');
  await page.keyboard.press('Tab');
  await expect.poll(async () => (await planOf()).rows[rowOf(person)]?.cells[0]).toBe('123456');
  await expect(grid.locator('[data-active="true"]')).toHaveAttribute('aria-colindex', '3');

  // What is typed counts in the totals before it is stored; Escape takes it back.
  const total = grid.locator('tfoot td').nth(1);
  const before = String(await total.textContent());
  await page.keyboard.type('999999999');
  await expect(total).not.toHaveText(before);
  await page.keyboard.press('Escape');
  await expect(total).toHaveText(before);

  // Paste two rows of two columns, as a spreadsheet puts them on the clipboard.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '1000\t2000\n');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await expect
    .poll(async () => (await planOf()).rows[rowOf(person)]?.cells.slice(1, 3).join(' '))
    .toBe('1000 2000');
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await planOf()).rows[rowOf(person)]?.cells[1]).toBe(person.cells[1] ?? null);

  // A number that is none is not guessed.
  await page.keyboard.type('1.2.3');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('more than one decimal');
  await page.keyboard.press('Escape');

  // Submit, approve, accept, activate: each by its button, for the whole plan.
  await goTo(0);
  for (const [button, state] of [
    ['Submit', 'submitted'],
    ['Approve', 'approved'],
    ['Accept', 'accepted'],
    ['Activate', 'active'],
  ] as const) {
    await page.getByRole('button', { name: button, exact: true }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(`${button} in the test`);
    await dialog.getByRole('button', { name: button, exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect
      .poll(async () => {
        plan = await planOf();
        return [plan.state, ...plan.rows.map((row) => row.state)];
      })
      .toContain(state);
  }
  expect(plan.state).toBe('active');

  // The plan's cells are the people's targets now.
  const targets = (await (
    await page.request.get(`/api/v1/nodes/${person.node.id}/targets?metric=revenue`)
  ).json()) as { items: { start: string; versions: { value: string; reason: string }[] }[] };
  const first = targets.items.find((target) => target.start === plan.periods[0]?.start);
  expect(first?.versions.at(-1)?.value).toBe('123456');

  // And who did what stands in the history.
  await expect(page.getByText('Accept in the test')).toBeVisible();
});

test('the same table goes out and comes in', async ({ page }) => {
  const plans = (await (await page.request.get('/api/v1/plans')).json()) as { items: { id: string }[] };
  const id = plans.items[0]?.id;
  test.skip(!id, 'There is no plan; the test before makes one.');
  const csv = await page.request.get(`/api/v1/plans/${id}/export?format=csv`);
  expect(csv.ok()).toBe(true);
  expect((await csv.text()).split('\n').length).toBeGreaterThan(2);
  const xlsx = await page.request.get(`/api/v1/plans/${id}/export?format=xlsx`);
  expect((await xlsx.body()).subarray(0, 2).toString()).toBe('PK');
});
