import { expect, it } from 'vitest';
import { guardedText, visibleText } from './visible-text.ts';

it('writes what nobody sees as escapes', () => {
  expect(visibleText('a\nb\u0000c\u202ed\u200be\r')).toBe('a\\nb\\u0000c\\u202ed\\u200be');
});

it('is at most 500 characters, and whole ones', () => {
  expect(visibleText('x'.repeat(10_000))).toHaveLength(500);
  expect(visibleText(`${'x'.repeat(498)}😀😀`).isWellFormed()).toBe(true);
});

it('cuts credentials out', () => {
  const secrets = [
    'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl',
    'Bearer abcdefghijklmnop',
    '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----',
    'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUI=',
    '"token": "s3cr3t-value"',
    'token=hunter2hunter2',
    'https://user:hunter2hunter2@proxy.example',
  ];
  const shown = visibleText(`it said ${secrets.join(' and ')} then stopped`);
  expect(shown).not.toMatch(/eyJ|abcdefghijklmnop|MIGH|LS0t|s3cr3t|hunter2/);
  expect(shown).toContain('then stopped');
  expect(visibleText('plain k8s-secret-1 words', ['k8s-secret-1'])).toBe('plain [removed] words');
});

it('leaves ordinary words alone', () => {
  const words = 'User "bearer of news" cannot list resource "pods" in API group "" at the cluster scope';
  expect(visibleText(words)).toBe(words);
});

it.each([
  ['hunter2-secret-token', '[removed]'],
  ['refresh failed: rt.0AAAA-bbbb_CCCC', 'refresh failed: [removed]'],
  ['abcdefghijklmnopqrstuvwxyzabcdefghijk', '[removed]'],
  [
    'error: you must be logged in to the server (Unauthorized)',
    'error: you must be logged in to the server (Unauthorized)',
  ],
  ['token expired 5 min ago, run: aws sso login', 'token expired 5 min ago, run: aws sso login'],
])('of words that speak of credentials, %j is shown as %j', (text, shown) => {
  expect(guardedText(text)).toBe(shown);
});
