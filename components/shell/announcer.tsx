'use client';
import { useEffect, useRef, useState } from 'react';
import { formatCount } from '#lib/client/format.ts';
import type { Counts } from '#lib/model/status.ts';

const AT_MOST_EVERY_MS = 10_000;

/** The sentence that is read aloud when what is broken changes. */
export function announcement({ down, conflict, degraded, total }: Counts): string {
  const bad = [
    down ? `${formatCount(down)} down` : '',
    conflict ? `${formatCount(conflict)} in conflict` : '',
    degraded ? `${formatCount(degraded)} degraded` : '',
  ].filter(Boolean);
  return bad.length === 0
    ? 'No direction is down, in conflict or degraded.'
    : `${bad.join(', ')}, of ${formatCount(total)} directions.`;
}

/** Reads changes aloud, politely: one sentence, at most one in 10 s, the last one wins. */
export function Announcer({ totals }: { totals: Counts }) {
  const sentence = announcement(totals);
  const [said, setSaid] = useState('');
  const first = useRef(sentence);
  const saidAt = useRef(0);
  useEffect(() => {
    // What was so when the page came stands on the page; only changes are said.
    if (sentence === first.current) return;
    first.current = '';
    const wait = Math.max(0, saidAt.current + AT_MOST_EVERY_MS - Date.now());
    const timer = setTimeout(() => {
      saidAt.current = Date.now();
      setSaid(sentence);
    }, wait);
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <div className="unseen" aria-live="polite">
      {said}
    </div>
  );
}
