import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readFileText } from './file-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads a file with the instant of its last writing', async () => {
  const path = join(folder, 'a.json');
  writeFileSync(path, '{"a":1}');
  const modifiedAt = Math.round(statSync(path).mtimeMs);
  expect(await readFileText(path, 100)).toEqual({ body: '{"a":1}', modifiedAt });
});

it('says what is wrong with one that is missing, too large, a folder or without an end', async () => {
  const large = join(folder, 'large');
  writeFileSync(large, 'x'.repeat(101));
  await expect(readFileText(join(folder, 'none'), 100)).rejects.toThrow("none: can't be read (ENOENT)");
  await expect(readFileText(large, 100)).rejects.toMatchObject({ reason: 'malformed', tooLarge: true });
  await expect(readFileText(folder, 100)).rejects.toThrow('is no file');
  await expect(readFileText('/dev/zero', 100)).rejects.toThrow('is no file');
});
