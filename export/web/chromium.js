// What the tests of the pages share: a Chromium that opens them as a person does, from their folder, by no server.
import { setTimeout } from 'node:timers/promises';
import { chromium } from 'playwright-core';

/** Milliseconds: only a hang lasts that long, whatever the machine. */
export const hang = 900_000;

export const launch = (...args) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', ...args] });

/** Checks again until the assertions hold: what a page does after an event, it does in its own time. */
export async function eventually(check) {
  for (const end = Date.now() + hang; ; await setTimeout(20)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** An empty page; `foreign` fills with what it asks of servers, `complaints` with its errors. */
export async function emptyPage(browser) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } }), foreign = [], complaints = [];
  page.setDefaultTimeout(hang);
  await page.route(url => !['file:', 'blob:', 'data:'].includes(url.protocol), route => {
    foreign.push(route.request().url());
    return route.abort();
  });
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  return { page, foreign, complaints };
}

/** Opens `home` where Chromium's own software stands in for a graphics card; a Chromium without it skips the test. */
export async function onGraphicsCard(context, home, work) {
  const browser = await launch('--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader');
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(hang);
    await page.goto(home);
    if (!await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))) return context.skip('this Chromium has no WebGPU in software');
    await work(page);
  } finally {
    await browser.close();
  }
}
