'use client';
import { useCallback, useMemo } from 'react';
import { type Address, addressSearch, parseAddress } from './address.ts';
import { searchNow, useDrawnSearch, writeSearch } from './page-search.ts';

/** Changes the address; `replace` leaves no step to go back to (typing in the search). */
export type ChangeAddress = (change: Partial<Address>, how?: 'push' | 'replace') => void;

/** What the address says at this instant: a key that follows another at once must not act on what was drawn before it. */
export function addressNow(): Address {
  return parseAddress(searchNow());
}

/** The address of `/`, and how to change it. Back and forward work: it is read from the browser's history alone. */
export function useAddress(): [Address, ChangeAddress] {
  const text = useDrawnSearch().toString();
  const address = useMemo(() => parseAddress(new URLSearchParams(text)), [text]);
  const change = useCallback<ChangeAddress>((changed, how = 'push') => {
    const before = searchNow();
    writeSearch(addressSearch({ ...parseAddress(before), ...changed }, before).replace(/^\?/, ''), how);
  }, []);
  return [address, change];
}
