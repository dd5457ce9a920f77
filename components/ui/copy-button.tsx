'use client';

import { useEffect, useState } from 'react';

const SAY_FOR_MS = 2000;

/** Copies a text; says that it did, or that the browser refused. `text` may be made at the click. */
export function CopyButton(props: {
  text: string | (() => string);
  children: string;
  small?: boolean;
  disabled?: boolean;
}) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), SAY_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof props.text === 'string' ? props.text : props.text());
      setSaid('Copied');
    } catch {
      // Pages without TLS and browsers without permission refuse; the text can still be marked by hand.
      setSaid('Not allowed here');
    }
  };
  return (
    <button
      type="button"
      className={props.small ? 'btn small' : 'btn'}
      disabled={props.disabled}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{said || props.children}</span>
    </button>
  );
}
