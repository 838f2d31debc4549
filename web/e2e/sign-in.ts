import { type FullConfig, request } from '@playwright/test';

export const ROLES = ['manager', 'rep', 'viewer'] as const;

/** Where the session of a role is kept, beside the administrator's. */
export const sessionOf = (role: (typeof ROLES)[number]) =>
  `test-results/${process.env.ATTAIN_ENGINE ?? 'any'}/session-${role}.json`;

/** The sign-in links may work only once, so each is used once and the session is kept for all tests. */
export default async function signIn(config: FullConfig): Promise<void> {
  const { ATTAIN_URL: url, ATTAIN_SIGNIN: link } = process.env;
  if (!url || !link)
    throw new Error('Set ATTAIN_URL to the server and ATTAIN_SIGNIN to an administrator’s sign-in link.');
  await keep(url, link, String(config.projects[0]?.use.storageState));
  for (const role of ROLES) {
    const own = process.env[`ATTAIN_SIGNIN_${role.toUpperCase()}`];
    if (!own) throw new Error(`Set ATTAIN_SIGNIN_${role.toUpperCase()} to a sign-in link of a ${role}.`);
    await keep(url, own, sessionOf(role));
  }
}

async function keep(url: string, link: string, path: string): Promise<void> {
  const context = await request.newContext({ baseURL: url });
  const answer = await context.get(link);
  if (!answer.ok()) throw new Error(`The sign-in link answered ${answer.status()}.`);
  await context.storageState({ path });
  await context.dispose();
}
