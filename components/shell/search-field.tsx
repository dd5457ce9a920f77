'use client';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { KeyHint } from '#components/ui/key-hint.tsx';
import { addressNow, useAddress } from '#lib/client/use-address.ts';
import { useKeys } from '#lib/client/use-keys.ts';

/** The search: on the fleet it filters while one types, elsewhere it goes there on Enter. `/` takes one to it. */
export function SearchField() {
  const path = usePathname();
  const router = useRouter();
  const [address, change] = useAddress();
  const [text, setText] = useState(address.q);
  const field = useRef<HTMLInputElement>(null);
  const onFleet = path === '/';
  useKeys({ '/': () => field.current?.focus() });
  // What is drawn of the address may be older than what was typed since: only someone else's words replace the field's.
  useEffect(() => {
    if (document.activeElement !== field.current) setText(address.q);
  }, [address.q]);
  useEffect(() => {
    const onTravel = () => setText(addressNow().q);
    window.addEventListener('popstate', onTravel);
    return () => window.removeEventListener('popstate', onTravel);
  }, []);
  const type = (value: string) => {
    setText(value);
    if (onFleet) change({ q: value }, 'replace');
  };
  return (
    <search className="search">
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="m9.3 9.3 3.2 3.2" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </svg>
      <input
        ref={field}
        type="search"
        value={text}
        placeholder="Filter by site, cluster, system"
        aria-label="Filter the fleet by site, cluster or system"
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            if (text) type('');
            else event.currentTarget.blur();
          }
          if (event.key === 'Enter' && !onFleet) router.push(`/?q=${encodeURIComponent(text)}`);
        }}
      />
      <KeyHint keys="/" />
    </search>
  );
}
