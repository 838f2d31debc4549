import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
const log = readFileSync('/tmp/h/wall.log', 'utf8');
const links = [...log.matchAll(/(ready|as [^:]*): (http\S*)/g)].map((m) => [m[1], m[2]]);
const link = (who) => links.find(([w]) => w.includes(who))[1];
const base = 'http://127.0.0.1:18112';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
const what = process.argv[2] ?? 'all';
async function as(who, opts) {
  const ctx = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce', ...opts });
  const page = await ctx.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text()));
  page.on('pageerror', (e) => console.log('pageerror', e.message));
  if (who) await page.goto(link(who));
  return page;
}
async function shot(page, path, name, wait = 1500) {
  await page.goto(base + path);
  await page.waitForTimeout(wait);
  const o = await page.evaluate(() => [document.documentElement.scrollWidth - document.documentElement.clientWidth, document.documentElement.scrollHeight - document.documentElement.clientHeight]);
  console.log(name, 'overflow', o.join(','));
  await page.screenshot({ path: `/tmp/h/wallshots/${name}.png`, fullPage: !path.startsWith('/wall') });
}
if (what === 'all' || what === 'wall') {
  const admin = await as('ready', { viewport: { width: 1920, height: 1080 } });
  await admin.request.put(base + '/api/v1/recognition/settings', { data: { display: 'named', wall_amounts: false } });
  for (const s of ['team', 'top', 'today', 'milestones']) await shot(admin, `/wall?screens=${s}`, `wall-${s}`);
  await shot(admin, '/wall?screens=team,top&theme=light', 'wall-team-light');
  await admin.setViewportSize({ width: 1280, height: 720 });
  for (const s of ['team', 'top', 'milestones']) await shot(admin, `/wall?screens=${s},today&theme=light`, `wall-${s}-720`);
  await admin.setViewportSize({ width: 390, height: 844 });
  await shot(admin, '/wall?screens=team', 'wall-phone');
}
if (what === 'all' || what === 'ranking') {
  for (const [who, n] of [['ready', 'admin'], ['Katrin', 'rep'], ['Ruben', 'manager']]) {
    const p = await as(who, { viewport: { width: 1360, height: 900 }, colorScheme: 'light' });
    await shot(p, '/ranking', `ranking-${n}`, 2500);
    if (n === 'rep') {
      await p.emulateMedia({ colorScheme: 'dark' });
      await shot(p, '/ranking?measure=teamwork', 'ranking-rep-dark', 2500);
      await p.setViewportSize({ width: 390, height: 844 });
      await shot(p, '/ranking', 'ranking-rep-phone', 2500);
    }
    if (n === 'manager') await shot(p, '/ranking?measure=improvement', 'ranking-manager-improvement', 2500);
  }
}
await browser.close();
