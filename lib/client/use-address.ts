'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { type Address, addressSearch, parseAddress } from './address.ts';

/** Changes the address; `replace` leaves no step to go back to (typing in the search). */
export type ChangeAddress = (change: Partial<Address>, how?: 'push' | 'replace') => void;

/** The address of `/`, and how to change it. Back and forward work: it is read from the browser's history alone. */
export function useAddress(): [Address, ChangeAddress] {
  const search = useSearchParams();
  const text = search.toString();
  const address = useMemo(() => parseAddress(new URLSearchParams(text)), [text]);
  const change = useCallback<ChangeAddress>((changed, how = 'push') => {
    // From the window and not from the last render: two changes in one turn must both hold.
    const before = new URLSearchParams(window.location.search);
    const next = addressSearch({ ...parseAddress(before), ...changed }, before) || window.location.pathname;
    if (how === 'push') window.history.pushState(null, '', next);
    else window.history.replaceState(null, '', next);
  }, []);
  return [address, change];
}
