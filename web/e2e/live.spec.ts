import { expect, settled, test } from './fixtures';

const token = process.env.ATTAIN_TOKEN;

test('a sale that arrives moves the number within a second', async ({ page }) => {
  test.skip(!token, 'Set ATTAIN_TOKEN to a token that may write sales.');
  const organisation = (await (await page.request.get('/api/v1/organisation')).json()) as {
    today: string;
    node_id: string;
    currency: string;
  };
  const people = await page.request.get(
    '/api/v1/attainment?metric=revenue&by=person&sort=actual&order=desc&limit=1',
  );
  const owner = ((await people.json()) as { items: { node: { id: string } }[] }).items[0]?.node.id;
  await page.goto(`/n/${organisation.node_id}`);
  await settled(page);
  await expect(page.getByText('live', { exact: true })).toBeVisible();
  const number = page.getByRole('button', { name: /, Actual of .*: show the receipt/ }).first();
  const before = String(await number.textContent());

  const sale = {
    source: 'e2e',
    id: `live-${Date.now()}`,
    order_id: `live-${Date.now()}`,
    day: organisation.today,
    owner,
    quantity: '1',
    amount: '3000000.00',
    currency: organisation.currency,
    state: 'won',
  };
  const answer = await page.request.post('/api/v1/sales', {
    headers: { Authorization: `Bearer ${token}` },
    data: { items: [sale] },
  });
  expect(answer.ok()).toBe(true);
  await expect(number).not.toHaveText(before, { timeout: 1000 });

  // The other tests find the numbers as they were.
  await page.request.delete(`/api/v1/sales/${sale.source}/${sale.id}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
});
