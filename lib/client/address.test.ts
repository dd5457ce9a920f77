import { expect, it } from 'vitest';
import { addressSearch, isFiltered, parseAddress, withoutFilters } from './address.ts';

it('comes back to what it was, with what belongs to others', () => {
  const search = '?view=matrix&status=down,conflict&from=fra&q=dub&sel=dub-shop~fra-stock&dir=fra-stock&theme=light';
  const before = new URLSearchParams(search);
  const address = parseAddress(before);
  expect(address.sel).toEqual({ kind: 'link', link: 'dub-shop~fra-stock' });
  expect(addressSearch(address, before)).toBe(search);
  expect(isFiltered(address)).toBe(true);
  expect(isFiltered(withoutFilters(address))).toBe(false);
});

it('leaves out what it does not know', () => {
  const address = parseAddress(new URLSearchParams('?view=globe&status=red,stale&sel=<script>&range=1h'));
  expect(address).toMatchObject({ view: null, status: ['stale'], sel: null });
  expect(addressSearch({ ...address, strange: [] })).toBe('?status=stale');
});

it('keeps a status that does not exist, so that it can be named and taken back', () => {
  const address = parseAddress(new URLSearchParams('?status=red,stale'));
  expect(address.strange).toEqual(['red']);
  expect(addressSearch(address)).toBe('?status=stale,red');
  expect(isFiltered(parseAddress(new URLSearchParams('?status=red')))).toBe(true);
  expect(addressSearch(withoutFilters(address))).toBe('');
});

it('names clusters and sites that are selected', () => {
  for (const sel of ['?sel=cluster:fra-core', '?sel=site:fra']) {
    expect(addressSearch(parseAddress(new URLSearchParams(sel)))).toBe(sel);
  }
});
