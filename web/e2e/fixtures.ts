import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Page } from '@playwright/test';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Fixtures {
  /** Fails the test on a console error, an exception or a violation of the content security policy. */
  guard: undefined;
  /** Answers that the test provokes, as "404 /api/v1/nodes/none"; the browser logs them as errors. */
  allowed: string[];
}

export const test = base.extend<Fixtures>({
  allowed: [[], { option: true }],
  guard: [
    async ({ page, allowed }, use) => {
      const faults: string[] = [];
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
      page.on('console', (message) => {
        const status = /the server responded with a status of (\d+)/.exec(message.text())?.[1];
        if (message.type() !== 'error') return;
        if (
          status &&
          allowed.some(
            (entry) => message.location().url.includes(entry.split(' ')[1] ?? '') && entry.startsWith(status),
          )
        )
          return;
        faults.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => faults.push(String(error)));
      await use(undefined);
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

const [turn = 0, turns = 1] = (process.env.ATTAIN_TURN ?? '0/1').split('/').map(Number);

/**
 * A test of what does not depend on the database, such as how a page looks. Where several databases are under test at
 * once, one of them takes it; its title says which, so that the list is the same whenever it is read.
 */
export const testOnce: (title: string, body: Parameters<typeof test>[2]) => void = (title, body) => {
  const sum = [...title].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  if (sum % turns === turn) test(title, body);
};

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
}

/** Runs axe on what is open now. The script is evaluated, not loaded, so the policy stays as it is. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axeSource);
  const result = await page.evaluate(
    (tags) =>
      (
        globalThis as unknown as { axe: { run: (where: Document, options: object) => Promise<AxeResult> } }
      ).axe.run(document, {
        runOnly: { type: 'tag', values: tags },
      }),
    AXE_TAGS,
  );
  const found = result.violations.map((violation) => ({
    id: violation.id,
    nodes: violation.nodes
      .slice(0, 3)
      .map((node) => `${node.html.slice(0, 200)} :: ${node.failureSummary.slice(0, 300)}`),
  }));
  expect(found, `${what}: accessibility`).toEqual([]);
}

/** The page's heading is there and nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
}

/** Nothing stands out at the side. A chart is drawn anew a moment after its window has changed, so it is asked again. */
export async function expectNoOverflow(page: Page, what: string): Promise<void> {
  await expect
    .poll(
      () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      { message: `${what}: pixels that stand out at the side` },
    )
    .toBeLessThanOrEqual(0);
}

interface NodeItem {
  id: string;
  name: string;
}

/** A person with a target, found through the API, so that the tests know no data set. */
export async function somePerson(page: Page): Promise<NodeItem> {
  const periods = (await (await page.request.get('/api/v1/periods')).json()) as { current: string };
  const query = `metric=revenue&by=person&sort=attainment&order=desc&limit=1&period=${periods.current}`;
  const answer = await page.request.get(`/api/v1/attainment?${query}`);
  const first = ((await answer.json()) as { items: { node: NodeItem }[] }).items[0];
  if (!first) throw new Error('No person has numbers in the current period.');
  return first.node;
}

/** Writing a goal down computes what it needs, which takes a moment on a busy machine. */
export const SLOW = { timeout: 30_000 };

export interface MadeGoal {
  id: string;
  standing: { actual: string | null };
}

/** A goal of the company written down through the API, whose time has begun; another one can be a part of it. */
export async function makeGoal(page: Page, title: string, parent: string | null): Promise<MadeGoal> {
  const { node_id, today } = (await (await page.request.get('/api/v1/organisation')).json()) as {
    node_id: string;
    today: string;
  };
  const end = `${Number(today.slice(0, 4)) + 1}${today.slice(4, 8)}01`;
  const goal = {
    title,
    owner: node_id,
    metric: 'revenue',
    value: '1000000',
    start: `${today.slice(0, 8)}01`,
    end,
    parent,
  };
  const answer = await page.request.post('/api/v1/goals', { data: { goal, state: 'draft' }, ...SLOW });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as MadeGoal;
}

/** Takes goals of tests out of the lists again. */
export async function withdrawAll(page: Page, goals: MadeGoal[]): Promise<void> {
  for (const { id } of goals)
    await page.request.post(`/api/v1/goals/${id}/moves`, {
      data: { to: 'withdrawn', note: 'made by a test' },
    });
}
