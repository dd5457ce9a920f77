import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MadeDoor } from './made-door.ts';
import { newToken } from './token.ts';

let made: MadeDoor;
beforeEach(() => {
  made = new MadeDoor();
});
afterEach(() => {
  for (const token of made.tokens.values()) expect(made.said.join('\n')).not.toContain(token);
  made.remove();
});

it('knows whose a token is, and nobody else', async () => {
  const [ann, wall] = [made.add('ann', 'act'), made.add('wall', 'wall')];
  expect(made.book.find(ann)).toBeNull();
  await made.book.start();
  expect(made.book.find(ann)).toMatchObject({ name: 'ann', role: 'act' });
  expect(made.book.find(wall)).toMatchObject({ name: 'wall', role: 'wall' });
  for (const other of ['', newToken(), ann.slice(0, -1), `${ann} `, ann.toUpperCase(), 'x'.repeat(100_000)])
    expect(made.book.find(other)).toBeNull();
});

it('knows a new token and a revoked one within a second, and ends what a revoked one opened, once', async () => {
  const ann = made.add('ann', 'read');
  await made.book.start();
  const ended: string[] = [];
  const visitor = made.book.find(ann);
  if (!visitor) throw new Error('ann is not known');
  made.book.onRevoked(visitor, () => ended.push('open'));
  made.book.onRevoked(visitor, () => ended.push('left'))();
  const bob = made.add('bob', 'read');
  made.clock.advance(1000);
  await expect.poll(() => made.book.find(bob)?.name).toBe('bob');
  expect(ended).toEqual([]);
  made.revoke('ann');
  made.clock.advance(1000);
  await expect.poll(() => made.book.find(ann)).toBeNull();
  expect(ended).toEqual(['open']);
  expect(made.book.find(bob)?.name).toBe('bob');
});

it('ends what was opened with another role', async () => {
  const ann = made.add('ann', 'read');
  await made.book.look();
  const ended: string[] = [];
  const visitor = made.book.find(ann);
  if (visitor) made.book.onRevoked(visitor, () => ended.push('open'));
  made.revoke('ann');
  made.add('ann', 'wall');
  await made.book.look();
  expect(made.book.find(ann)?.role).toBe('wall');
  expect(ended).toEqual(['open']);
});

it.each([
  ['vanishes', () => rmSync(made.file), 'is not there'],
  ['becomes empty', () => writeFileSync(made.file, ''), 'the file: must have the field tokens'],
  ['becomes rubbish', () => writeFileSync(made.file, 'tokens: [{'), 'line 1: not YAML'],
  ['grows without end', () => writeFileSync(made.file, 'x'.repeat(1_000_001)), 'larger than 1000000 bytes'],
  [
    'becomes a folder',
    () => {
      rmSync(made.file);
      mkdirSync(made.file);
    },
    "can't be read (EISDIR)",
  ],
])('a file that %s is named once, harms nobody who is known, and lets nobody new in', async (_, spoil, why) => {
  const ann = made.add('ann', 'read');
  await made.book.look();
  const ended: string[] = [];
  const visitor = made.book.find(ann);
  if (visitor) made.book.onRevoked(visitor, () => ended.push('open'));
  spoil();
  for (let time = 0; time < 3; time++) await made.book.look();
  expect(made.book.fault).toContain(`${made.file}: ${why}`);
  expect(made.said.filter((line) => line.startsWith('warn'))).toEqual([`warn access: ${made.book.fault}`]);
  expect(made.book.find(ann)?.name).toBe('ann');
  expect(made.book.find(newToken())).toBeNull();
  expect(ended).toEqual([]);
  rmSync(made.file, { recursive: true, force: true });
  const bob = made.add('bob', 'read');
  await made.book.look();
  expect(made.book.fault).toBe('');
  expect(made.said.at(-1)).toContain('can be read again');
  expect(made.book.find(bob)?.name).toBe('bob');
});

it('without a file nobody is known, and what to do is said', async () => {
  await made.book.start();
  expect(made.book.fault).toMatch(/is not there; nobody can sign in; .*npm run -s token -- --name NAME --role read/);
});

it('an empty list takes all back', async () => {
  const ann = made.add('ann', 'read');
  await made.book.look();
  made.revoke('ann');
  await made.book.look();
  expect([made.book.find(ann), made.book.fault]).toEqual([null, '']);
});
