'use client';
import { useEffect, useState } from 'react';

const SAY_FOR_MS = 2_000;

/** Copies the address of what one sees, selection and filters with it. */
export function CopyAddress() {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), SAY_FOR_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setSaid('Copied');
    } catch {
      // Browsers refuse the clipboard on pages that came over plain HTTP from elsewhere.
      setSaid('The browser refused; copy it from the address bar');
    }
  };
  return (
    <button type="button" className="btn" onClick={() => void copy()}>
      <span role="status">{said || 'Copy view URL'}</span>
    </button>
  );
}
