import { expect, expectAccessible, settled, somePerson, test } from './fixtures';

const profile = (name: string) => `profile: 1
name: ${name}
source: ${name}
known: arrival
files: {sales: sales.csv}
records:
  - {kind: sale, from: sales, id: id, occurred_at: date, amount: amount, owner: rep, currency: currency}
`;

test('files are tried, imported, mended and taken back on the page', async ({ page }) => {
  const organisation = (await (await page.request.get('/api/v1/organisation')).json()) as {
    today: string;
    currency: string;
  };
  const person = await somePerson(page);
  const rep = person.id.replace('person:', '');
  const actual = async () => {
    const answer = await page.request.get(`/api/v1/nodes/${encodeURIComponent(person.id)}/attainment`);
    return Number(((await answer.json()) as { actual: string }).actual);
  };
  const before = await actual();
  const name = `e2e-import-${Date.now()}`;
  const rows = [
    'id,date,amount,rep,currency',
    `A,${organisation.today},1000,${rep},${organisation.currency}`,
    `B,${organisation.today},twenty,${rep},${organisation.currency}`,
    `C,${organisation.today},5,nobody-knows-me,${organisation.currency}`,
  ].join('\n');
  const choose = async () => {
    await page.goto('/imports');
    await settled(page);
    const inputs = page.locator('input[type=file]');
    await inputs
      .first()
      .setInputFiles({ name: 'profile.yaml', mimeType: 'text/yaml', buffer: Buffer.from(profile(name)) });
    await inputs.last().setInputFiles({ name: 'sales.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  };

  // A dry run says what would happen and changes nothing.
  await choose();
  await page.getByRole('button', { name: 'Start the dry run' }).click();
  await expect(page.getByText(/Dry run, nothing stored/)).toBeVisible();
  expect(await actual()).toBe(before);

  // The import takes the good row and says what is wrong with the others.
  await choose();
  await page.getByRole('switch', { name: /Dry run/ }).click();
  await page.getByRole('button', { name: 'Start the import' }).click();
  await expect(page.getByText(/1 inserted.*2 quarantined/)).toBeVisible();
  await expect(page.getByText(/nobody-knows-me/).first()).toBeVisible();
  await expectAccessible(page, 'an import with rows in quarantine');
  expect(await actual()).toBe(before + 1000);
  const address = page.url();

  // A value is put right on the page, and the row goes in.
  await page.getByRole('button', { name: 'Edit line 3' }).click();
  await page.getByLabel('amount').fill('20');
  await page.getByRole('button', { name: 'Save the values' }).click();
  await expect(page.getByRole('button', { name: 'Save the values' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Try the rows again' }).click();
  await expect.poll(actual).toBe(before + 1020);

  // Undo takes each import back; an answer as of an earlier day never changed.
  const batches = (await (await page.request.get('/api/v1/imports')).json()) as {
    items: { id: string; profile_name: string; dry_run: boolean }[];
  };
  const mine = batches.items.filter((batch) => batch.profile_name === name && !batch.dry_run);
  expect(mine.length).toBe(2);
  for (const batch of mine) {
    await page.goto(new URL(`/imports/${batch.id}`, address).toString());
    await settled(page);
    await page.getByRole('button', { name: 'Undo…' }).click();
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await expect(page.getByText(/Undone/).first()).toBeVisible();
  }
  expect(await actual()).toBe(before);
});
