import { expect, it } from 'vitest';
import { splitLines } from './lines.ts';

async function* chunks(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

it('finds lines wherever the chunks are cut, and keeps only the start of long ones', async () => {
  const lines = await Array.fromAsync(splitLines(chunks('a', 'b\n\ncd', 'ef', 'gh\nlast'), 4));
  expect(lines).toEqual([
    { text: 'ab', bytes: 2, cut: false },
    { text: '', bytes: 0, cut: false },
    { text: 'cdef', bytes: 6, cut: true },
    { text: 'last', bytes: 4, cut: false },
  ]);
});
