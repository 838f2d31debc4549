import { type FullConfig, request } from '@playwright/test';

/** The sign-in link may work only once, so it is used once and the session is kept for all tests. */
export default async function signIn(config: FullConfig): Promise<void> {
  const { ATTAIN_URL: url, ATTAIN_SIGNIN: link } = process.env;
  if (!url || !link)
    throw new Error('Set ATTAIN_URL to the server and ATTAIN_SIGNIN to an administrator’s sign-in link.');
  const context = await request.newContext({ baseURL: url });
  const answer = await context.get(link);
  if (!answer.ok()) throw new Error(`The sign-in link answered ${answer.status()}.`);
  await context.storageState({ path: String(config.projects[0]?.use.storageState) });
  await context.dispose();
}
