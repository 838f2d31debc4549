import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, settled, test } from './fixtures';

/** A line to the server under test that can be cut and mended: to the browser that is a server that restarts. */
class Cable {
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  port = 0;

  async mend(): Promise<void> {
    const to = new URL(String(process.env.ATTAIN_URL));
    this.server = createServer((inner) => {
      const outer = connect(Number(to.port), to.hostname);
      for (const socket of [inner, outer]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.on('close', () => {
          this.sockets.delete(socket);
          inner.destroy();
          outer.destroy();
        });
      }
      inner.pipe(outer);
      outer.pipe(inner);
    });
    await new Promise<void>((done) => this.server?.listen(this.port, to.hostname, done));
    const address = this.server.address();
    if (typeof address === 'object' && address) this.port = address.port;
  }

  async cut(): Promise<void> {
    const closed = new Promise<void>((done) => this.server?.close(() => done()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

const SCREENS = ['team', 'top', 'today', 'milestones'];
const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 3840, height: 2160 },
];

/** Nothing can be scrolled, and nothing is cut off below. */
async function expectWhole(page: Page, what: string) {
  const hidden = () =>
    page.evaluate(() =>
      ['html', '.wall', '.wall-fit', '.wall-body'].filter((name) => {
        const element = document.querySelector(name);
        return (
          !element ||
          element.scrollHeight > element.clientHeight + 1 ||
          element.scrollWidth > element.clientWidth + 1
        );
      }),
    );
  await expect.poll(hidden, { message: what }).toEqual([]);
}

for (const screen of SCREENS) {
  test(`the wall (${screen}) fits every screen without scrolling, and is accessible`, async ({ page }) => {
    for (const theme of ['dark', 'light']) {
      await page.goto(`/wall?screens=${screen}&theme=${theme}`);
      await settled(page);
      await expectAccessible(page, `${screen}, ${theme}`);
    }
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expectWhole(page, `${screen} at ${size.width} × ${size.height}`);
    }
  });
}

test('screens follow each other, and the wall says which comes when', async ({ page }) => {
  await page.goto('/wall?screens=team,today&every=5s');
  await expect(page.getByRole('heading', { name: 'How is the team doing?' })).toBeVisible();
  await expect(page.getByText(/1 of 2, next in \d s/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What came in today?' })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('heading', { name: 'How is the team doing?' })).toBeVisible();
});

test.describe('a screen with a link', () => {
  test.use({
    allowed: ['401 /api/v1/wall', '502 /api/v1/wall'],
  });

  test('needs nobody who signs in, says when it is stale, and comes back with the server', async ({
    page,
    browser,
  }) => {
    const organisation = (await (await page.request.get('/api/v1/organisation')).json()) as {
      node_id: string;
    };
    const made = await page.request.post('/api/v1/wall/keys', {
      data: { name: 'e2e', node: organisation.node_id },
    });
    expect(made.ok()).toBe(true);
    const { id, key } = (await made.json()) as { id: string; key: string };
    const cable = new Cable();
    await cable.mend();
    const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
    const screen = await context.newPage();
    const asked: string[] = [];
    screen.on('request', (request) => asked.push(request.url()));
    const address = `http://${new URL(String(process.env.ATTAIN_URL)).hostname}:${cable.port}`;

    await screen.goto(`${address}/wall?screens=team#key=${key}`);
    await expect(screen.getByRole('heading', { name: 'How is the team doing?' })).toBeVisible();
    expect(new URL(screen.url()).hash).toBe('#screen');
    expect(asked.filter((url) => url.includes(key))).toEqual([]);
    await screen.reload();
    await expect(screen.getByText(/^Updated /)).toBeVisible();
    expect((await screen.request.get(`${address}/api/v1/session`)).status()).toBe(401);

    await cable.cut();
    await expect(screen.getByRole('alert')).toContainText('Stale: no connection', { timeout: 20_000 });
    await expect(screen.getByRole('heading', { name: 'How is the team doing?' })).toBeVisible();
    await cable.mend();
    await expect(screen.getByRole('alert')).toHaveCount(0, { timeout: 30_000 });

    expect((await page.request.delete(`/api/v1/wall/keys/${id}`)).ok()).toBe(true);
    await screen.reload();
    await expect(screen.getByRole('heading', { name: 'Nothing to show' })).toBeVisible();
    await context.close();
    await cable.cut();
  });
});
