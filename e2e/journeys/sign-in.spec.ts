import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expect } from './journey.ts';
import { type Product, startEmpty } from './start-product.ts';

/** A product that asks for tokens, and two who have some. */
interface Guarded {
  product: Product;
  tokens: { ann: string; screen: string };
  tokensFile: string;
  revoke(name: string): void;
  /** Both are known again. */
  reset(): void;
}

function runToken(file: string, ...args: string[]): string {
  const program = ['--conditions=react-server', 'lib/server/cli/token.ts', '--file', file, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

const test = base.extend<object, { guarded: Guarded }>({
  guarded: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from this pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'causeway-tokens-'));
      const tokensFile = join(folder, 'tokens.yaml');
      const tokens = {
        ann: runToken(tokensFile, '--name', 'ann', '--role', 'read'),
        screen: runToken(tokensFile, '--name', 'screen', '--role', 'wall'),
      };
      const both = readFileSync(tokensFile);
      const product = await startEmpty(undefined, { auth: { tokensFile, proxies: ['127.0.0.1'] } });
      await use({
        product,
        tokens,
        tokensFile,
        revoke: (name) => void runToken(tokensFile, '--revoke', name),
        reset: () => writeFileSync(tokensFile, both),
      });
      await product.stop();
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

test.beforeEach(async ({ guarded: { product, tokens, reset } }) => {
  reset();
  const headers = { authorization: `Bearer ${tokens.ann}` };
  await expect.poll(async () => (await fetch(`${product.url}/api/v1/session`, { headers })).status).toBe(200);
});

async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Your token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a page leads to the sign-in, and from there back; the browser keeps the token from scripts', async ({
  page,
  context,
  guarded: { product, tokens },
}) => {
  await page.goto(`${product.url}/sources?state=failed`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signIn(page, 'causeway_wrong');
  await expect(page.getByText('This token is not known here.')).toBeVisible();
  await signIn(page, tokens.ann);
  await expect(page).toHaveURL(`${product.url}/sources?state=failed`);
  await expect(page.getByText('Signed in as ann, role read.')).toBeVisible();
  await expect(page.getByText(/^History: .* of at most 4\.0 GB/)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
  expect(await context.cookies()).toMatchObject([
    { name: 'causeway_token', httpOnly: true, sameSite: 'Strict', secure: false },
  ]);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('the top bar of every screen has the way out, by keyboard too, and for a wall', async ({
  page,
  context,
  guarded: { product, tokens },
}) => {
  for (const [token, path] of [
    [tokens.ann, '/'],
    [tokens.ann, '/services'],
    [tokens.screen, '/'],
  ] as const) {
    await page.goto(product.url + path);
    await signIn(page, token);
    await page.getByRole('banner').getByRole('button', { name: 'Sign out' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Your token')).toBeVisible();
    await expect(page).toHaveURL(`${product.url}/sign-in`);
    expect(await context.cookies()).toEqual([]);
  }
});

test('a revoked token ends what it opened: the page says so within seconds', async ({ page, guarded }) => {
  await page.goto(guarded.product.url);
  await signIn(page, guarded.tokens.ann);
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
  guarded.revoke('ann');
  await expect(page.getByLabel('Your token')).toBeVisible();
});

test('a file of tokens that vanishes is named, and harms nobody who is known', async ({ page, browser, guarded }) => {
  const { product, tokens, tokensFile } = guarded;
  await page.goto(`${product.url}/sources`);
  await signIn(page, tokens.ann);
  rmSync(tokensFile);
  await expect(page.getByText(`Our own access: ${tokensFile}: is not there`)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
  const other = await browser.newPage();
  await other.goto(product.url);
  await signIn(other, 'causeway_wrong');
  await expect(other.getByText('The list of tokens cannot be read at this moment')).toBeVisible();
  await signIn(other, tokens.ann);
  await expect(other.getByText('No cluster is configured')).toBeVisible();
  await other.close();
});

test('who is signed in and follows a link of another site is not asked again', async ({ page, guarded }) => {
  await page.goto(guarded.product.url);
  await signIn(page, guarded.tokens.ann);
  await expect(page.getByText('No cluster is configured')).toBeVisible();
  const chat = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<a href="${guarded.product.url}/sources">a link is down</a>`);
  });
  await new Promise<void>((listening) => chat.listen(0, '127.0.0.1', listening));
  const address = chat.address();
  // Another name is another site, and a browser knows no other way to this machine.
  await page.goto(`http://localhost:${typeof address === 'object' ? address?.port : 0}`);
  await page.getByRole('link').click();
  await expect(page.getByText('Signed in as ann')).toBeVisible();
  chat.closeAllConnections();
  chat.close();
});

test('a wall sees the overview and nothing else', async ({ page, guarded: { product, tokens } }) => {
  await page.goto(product.url);
  await signIn(page, tokens.screen);
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
  await page.goto(`${product.url}/sources`);
  await expect(page.getByText('a token of the role "wall" may not do this')).toBeVisible();
});

for (const colorScheme of ['dark', 'light'] as const)
  test(`the sign-in page has no fault of accessibility, ${colorScheme}`, async ({ page, guarded: { product } }) => {
    await page.emulateMedia({ colorScheme });
    for (const path of ['/sign-in', '/sign-in?refused=token', '/sign-in?refused=file']) {
      await page.goto(product.url + path);
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      await expect(page.getByLabel('Your token')).toBeVisible();
      await expectAccessible(page);
    }
  });

test('signing in needs no script, and no script but ours runs', async ({ browser, page, guarded }) => {
  const still = await browser.newContext({ javaScriptEnabled: false });
  const plain = await still.newPage();
  await plain.goto(guarded.product.url);
  await signIn(plain, guarded.tokens.ann);
  await expect(plain).toHaveURL(`${guarded.product.url}/`);
  await still.close();
  await page.goto(guarded.product.url);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.foreign = true';
    document.body.append(script);
    return 'foreign' in window;
  });
  expect(ran).toBe(false);
});

test('everything is refused without a token but /healthz, with the headers that keep browsers safe', async ({
  guarded: { product, tokens },
}) => {
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(product.url + path, { headers, redirect: 'manual' });
  const authorization = `Bearer ${tokens.ann}`;
  const bypass = { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy', 'x-middleware-next': '1' };
  for (const path of ['/api/v1/fleet', '/api/v1/stream', '/metrics', '/readyz', '/api/v1/session'])
    for (const headers of [{}, bypass]) expect([path, (await ask(path, headers)).status]).toEqual([path, 401]);
  for (const path of ['/api/v1/fleet', '/metrics', '/readyz', '/'])
    expect([path, (await ask(path, { authorization })).status]).toEqual([path, 200]);
  expect((await ask('/', bypass)).headers.get('location')).toBe('/sign-in');
  for (const path of ['/healthz', '/sign-in', '/api/v1/fleet', '/', '/nothing', '/theme.js']) {
    const { headers } = await ask(path);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect(headers.get('content-security-policy')).toMatch(
      /script-src 'self' 'nonce-[\w+/=]{24}';.*frame-ancestors 'none'/,
    );
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
  }
  const foreign = await fetch(`${product.url}/api/v1/session`, {
    method: 'POST',
    headers: { origin: 'http://evil.example' },
    body: new URLSearchParams({ token: tokens.ann }),
  });
  expect([foreign.status, foreign.headers.get('set-cookie')]).toEqual([403, null]);
});

test('an address that holds too many streams is told so until it closes some; others are answered', async ({
  guarded: { product, tokens },
}) => {
  const ended = new AbortController();
  const open = (address: string, signal = ended.signal) => {
    const headers = { authorization: `Bearer ${tokens.ann}`, 'x-forwarded-for': address };
    return fetch(`${product.url}/api/v1/stream`, { headers, signal });
  };
  // Kept: an answer that nobody holds is closed when memory is tidied up.
  const answers: Response[] = [];
  for (let time = 0; time < 201; time++) answers.push(await open('203.0.113.9'));
  expect(answers.findIndex(({ status }) => status === 429)).toBe(200);
  expect((await open('203.0.113.10')).status).toBe(200);
  ended.abort();
  const again = async () => (await open('203.0.113.9', AbortSignal.timeout(5000))).status;
  await expect.poll(again).toBe(200);
});
