import type { Page } from '@playwright/test';
import { expect, expectAccessible, settled, somePerson, test } from './fixtures';
import { readPdf } from './pdf';

interface Card {
  card: { period: { id: string }; node: { name: string } };
}

/** What the page says in numbers: its tiles, and the cells of its tables. */
async function numbersOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.tile-value, .table tbody td.numeric, .table tfoot td.numeric')]
      .map((cell) => cell.textContent ?? '')
      .filter((text) => /^[^\d]{0,2}[\d.,]+\S*$/.test(text)),
  );
}

/** Texts of a PDF are in pieces where a line ends; blanks say nothing. */
const plain = (text: string) => text.replaceAll(/\s+/g, '');

async function printed(page: Page, route: string) {
  await page.goto(route);
  await page.waitForSelector('.print[data-ready]');
  await page.emulateMedia({ media: 'print' });
  const shapes = await page.evaluate(() => {
    const print = document.querySelector('.print');
    if (!print) throw new Error('Nothing is printed.');
    const { right } = print.getBoundingClientRect();
    return {
      beyond: [...print.querySelectorAll('svg, svg text, svg rect, table, td, th, dd')]
        .filter((element) => element.getBoundingClientRect().right > right + 0.5)
        .map((element) => element.outerHTML.slice(0, 120)),
      scrolling: [...print.querySelectorAll('*')]
        .filter((element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX))
        .map((element) => element.outerHTML.slice(0, 120)),
      sheets: [...print.querySelectorAll('.sheet')].map((sheet) => sheet.getBoundingClientRect().height),
      svgs: print.querySelectorAll('svg').length,
    };
  });
  const pdf = readPdf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
  await page.emulateMedia({ media: null });
  return { ...shapes, ...pdf };
}

/** What fits between the margins of a sheet, in CSS pixels: 297 − 12 − 16 mm. */
const SHEET = ((297 - 28) / 25.4) * 96;

test('a printed scorecard has every number of the page, whole, and nothing to press', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/scorecard/${person.id}`);
  await settled(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(person.name);
  const numbers = await numbersOf(page);
  expect(numbers.length).toBeGreaterThan(8);
  const status = await page.locator('.tile .pill').textContent();

  const paper = await printed(page, `/print/scorecard/${person.id}`);
  expect(paper.beyond, 'what reaches beyond the paper').toEqual([]);
  expect(paper.scrolling, 'what would scroll').toEqual([]);
  expect(paper.svgs).toBeGreaterThan(0);
  await expect(page.locator('.print :is(button, a, input, select)')).toHaveCount(0);
  expect(paper.sheets).toHaveLength(1);
  expect(paper.pages).toBe(Math.ceil(Number(paper.sheets[0]) / SHEET));
  const text = plain(paper.text);
  for (const number of numbers) expect(text, 'the text of the PDF').toContain(plain(number));
  expect(text).toContain(plain(String(status)));
  expect(text).toContain(plain(`${person.name}`));
  expect(text).toContain(plain(`Page 1 of ${paper.pages}`));
  expect(text).toContain(plain('As of'));
});

test('a team prints with everybody in it, each on a new sheet', async ({ page }) => {
  const teams = await (await page.request.get('/api/v1/nodes?kind=team&limit=50')).json();
  let team = '';
  let people: { node: { name: string } }[] = [];
  for (const { id } of teams.items as { id: string }[]) {
    const list = await (await page.request.get(`/api/v1/scorecards?under=${id}`)).json();
    if (list.items.length > 1 && (team === '' || list.items.length < people.length)) {
      team = id;
      people = list.items;
    }
  }
  const paper = await printed(page, `/print/scorecard/${team}?all=team`);
  expect(paper.sheets).toHaveLength(people.length + 1);
  expect(paper.beyond).toEqual([]);
  const text = plain(paper.text);
  for (const { node } of people) expect(text).toContain(plain(node.name));
  expect(paper.pages).toBe(paper.sheets.reduce((sum, height) => sum + Math.ceil(height / SHEET), 0));
  // The rows of the team sum to its total: the page says both, and the server sent them.
  const { card } = await (await page.request.get(`/api/v1/nodes/${team}/scorecard`)).json();
  const sum = card.members.rows.reduce(
    (all: number, row: { counted: string | null }) => all + Math.round(Number(row.counted ?? 0) * 10_000),
    0,
  );
  const rest = Math.round((Number(card.members.rest) + Number(card.members.late)) * 10_000);
  expect(sum + rest).toBe(Math.round(Number(card.members.total) * 10_000));
});

test('paper is light and complete in a dark window, and accessible', async ({ page }) => {
  const person = await somePerson(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`/print/scorecard/${person.id}`);
  await page.waitForSelector('.print[data-ready]');
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  expect(
    await page.evaluate(() => getComputedStyle(document.querySelector('.sheet-title') as Element).color),
  ).toBe('rgb(20, 25, 34)');
  await expectAccessible(page, 'print');
});

test('the period is in the address, and the one before is a press away', async ({ page }) => {
  const person = await somePerson(page);
  await page.goto(`/scorecard/${person.id}`);
  await settled(page);
  const of = async (query: string) =>
    (await (await page.request.get(`/api/v1/nodes/${person.id}/scorecard${query}`)).json()) as Card & {
      previous: string;
    };
  const now = await of('');
  await page.getByRole('button', { name: 'The period before' }).click();
  await expect(page).toHaveURL(new RegExp(`period=${now.previous}`));
  const before = await of(`?period=${now.previous}`);
  await expect(page.getByRole('combobox', { name: 'Period' })).not.toHaveValue('');
  await page.reload();
  await settled(page);
  expect(before.card.period.id).toBe(now.previous);
  await page.getByRole('button', { name: 'The period after' }).click();
  await expect(page).toHaveURL(new RegExp(`period=${now.card.period.id}`));
});

test('the status is the one of the ranking', async ({ page }) => {
  const person = await somePerson(page);
  const periods = await (await page.request.get('/api/v1/periods')).json();
  const list = await (
    await page.request.get(`/api/v1/attainment?metric=revenue&by=person&period=${periods.current}&limit=500`)
  ).json();
  const row = (list.items as { node: { id: string }; outlook: { status: string } | null }[]).find(
    ({ node }) => node.id === person.id,
  );
  const { card } = await (
    await page.request.get(`/api/v1/nodes/${person.id}/scorecard?period=${periods.current}`)
  ).json();
  const line = card.lines.find(
    ({ metric, kind }: { metric: string; kind: string }) => metric === 'revenue' && kind === 'target',
  );
  expect(line.status).toBe(row?.outlook?.status);
});
