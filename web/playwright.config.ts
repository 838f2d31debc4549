import { defineConfig } from '@playwright/test';

/** Servers of several databases may be under test at once, each by a run of its own. */
const output = `test-results/${process.env.ATTAIN_ENGINE ?? 'any'}`;

/**
 * Files of what does not depend on the database: the frame, and pages that read what Go's tests read through the
 * interface on both. Where two databases are under test at once, each takes its own of them, and both take the rest.
 */
const TURNS: Record<string, string[]> = {
  '0/2': ['home', 'metric', 'node', 'scorecard', 'shell', 'wall'],
  '1/2': ['outlook', 'shadow', 'table', 'target'],
};
const own = process.env.ATTAIN_TURN ?? '';
const others = Object.entries(TURNS).flatMap(([turn, names]) =>
  own in TURNS && turn !== own ? names.map((name) => `${name}.spec.ts`) : [],
);

/** The server under test runs already. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: `${output}/failed`,
  testIgnore: others,
  globalSetup: './e2e/sign-in.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The live test changes facts that the other tests read.
  workers: 1,
  // The second is read by test/e2e, which names what failed.
  reporter: [['list'], ['json', { outputFile: `${output}/report.json` }]],
  use: {
    baseURL: process.env.ATTAIN_URL,
    storageState: `${output}/session.json`,
    locale: 'en-US',
    reducedMotion: 'reduce',
    viewport: { width: 1360, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
