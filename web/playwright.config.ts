import { defineConfig } from '@playwright/test';

/** Servers of several databases may be under test at once, each by a run of its own. */
const output = `test-results/${process.env.ATTAIN_ENGINE ?? 'any'}`;

/** The server under test runs already. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: `${output}/failed`,
  // The frame and the wall do not depend on the database: one of them is enough.
  testIgnore: process.env.ATTAIN_TURN === '1/2' ? ['shell.spec.ts', 'wall.spec.ts'] : [],
  globalSetup: './e2e/sign-in.ts',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The live test changes facts that the other tests read.
  workers: 1,
  reporter: [['list']],
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
