import { chromium } from 'playwright-core';
import { readFileSync } from 'node:fs';
const log = readFileSync('/tmp/calls-demo.log','utf8');
const who = process.argv[2] || 'ready';
const link = log.split('\n').find(l=>l.includes(who)).match(/http\S+/)[0];
const url = process.argv[3] || '/forecast';
const browser = await chromium.launch({executablePath:'/usr/bin/chromium', args:['--no-sandbox']});
for (const [scheme,w,h] of [['light',1360,900],['dark',1360,900],['light',390,844],['dark',390,844]]) {
  if (process.argv[4] && !process.argv[4].includes(scheme[0]+w)) continue;
  const ctx = await browser.newContext({colorScheme:scheme, viewport:{width:w,height:h}});
  const page = await ctx.newPage();
  page.on('console', m=>{ if(m.type()==='error') console.log('console:', m.text())});
  page.on('pageerror', e=>console.log('pageerror', e));
  await page.goto(link); await page.waitForTimeout(800);
  await page.goto('http://127.0.0.1:18123'+url); await page.waitForTimeout(3500);
  await page.screenshot({path:`/tmp/calls-shots/${who}-${scheme}-${w}.png`, fullPage:true});
  const over = await page.evaluate(()=>document.documentElement.scrollWidth-document.documentElement.clientWidth);
  console.log(scheme,w,'overflow',over);
  await ctx.close();
}
await browser.close();
