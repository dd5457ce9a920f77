import { expect, it } from 'vitest';
import { systemName } from './use-system-name.ts';

it('a system is called as its sources call it, else by its id', () => {
  const names = { submariner: 'Submariner', mute: '' };
  expect(systemName(names, 'submariner')).toBe('Submariner');
  for (const id of ['mute', 'unread', 'constructor', '__proto__']) expect(systemName(names, id)).toBe(id);
  expect(systemName(undefined, 'submariner')).toBe('submariner');
});
