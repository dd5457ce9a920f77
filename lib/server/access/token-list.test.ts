import { expect, it } from 'vitest';
import { parseTokens, TokenListError, tokensText } from './token-list.ts';

const SHA = 'a'.repeat(64);
const SECRET = 'causeway_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';

it('is read as it is written', () => {
  const tokens = [
    { name: 'noc-wall', role: 'wall' as const, sha256: SHA, createdAt: '2026-11-21T21:00:00Z' },
    { name: 'ann@example.com', role: 'act' as const, sha256: 'b'.repeat(64) },
  ];
  expect(parseTokens(tokensText(tokens))).toEqual(tokens);
  expect(parseTokens(tokensText([]))).toEqual([]);
});

it.each([
  ['', 'the file: must have the field tokens'],
  ['{}', 'tokens: must be a list'],
  ['tokens: 5', 'tokens: must be a list'],
  ['[]', 'the file: must have the field tokens'],
  ['tokens: [', 'line 1: not YAML'],
  ['tokens: []\nmore: 1', 'the file: must have the field tokens'],
  [`${SECRET}: read`, 'tokens: must be a list'],
  [`tokens: []\n${SECRET}: read`, 'the file: must have the field tokens'],
  [`tokens: [${SECRET}]`, 'tokens[0]: must have the fields name, role and sha256'],
  [`tokens: [{name: a, role: read, sha256: ${SECRET}}]`, 'tokens[0].sha256: must be the SHA-256'],
  [`tokens: [{name: a, role: read, sha256: ${SHA}, ${SECRET}: 1}]`, 'tokens[0]: must have the fields'],
  [`tokens: [{name: a, role: ${SECRET}, sha256: ${SHA}}]`, 'tokens[0].role: must be one of read, act, wall'],
  [`tokens: [{name: "a\\nb", role: read, sha256: ${SHA}}]`, 'tokens[0].name: must be at most 63 letters'],
  [
    `tokens: [{name: a, role: read, sha256: ${SHA}}, {name: a, role: act, sha256: ${'b'.repeat(64)}}]`,
    'is there twice',
  ],
  [
    `tokens: [{name: a, role: read, sha256: ${SHA}}, {name: b, role: act, sha256: ${SHA}}]`,
    'the same token is there twice',
  ],
])('%j is a fault that repeats nothing of the file', (text, message) => {
  const thrown = (() => {
    try {
      return parseTokens(text);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(TokenListError);
  expect((thrown as Error).message).toContain(message);
  expect((thrown as Error).message).not.toContain(SECRET);
});
