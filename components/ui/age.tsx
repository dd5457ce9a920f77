'use client';
import { duration } from '#lib/model/duration.ts';
import { useLive, useNow } from './clock.ts';
import { Glyph } from './glyph.tsx';

/** Three default intervals of the quickest probe, milliseconds: what is older is not live. */
export const STALE_AFTER_MS = 30_000;
/** How far a source's clock may run ahead before it is said. */
const SKEW_MS = 2_000;

/**
 * How old a value is, counting: `4 s ago`; old, it wears the clock and a dashed rule; never known, the word. `at` is an
 * API instant or epoch milliseconds. `bare` leaves out "ago" (in a column that says it),
 * `brief` keeps the first part only (`6 m`), for a narrow place; the instant is in the title.
 */
export function Age({
  at,
  staleAfterMs = STALE_AFTER_MS,
  old: forcedOld,
  bare = false,
  brief = false,
}: {
  at: string | number | null;
  staleAfterMs?: number;
  old?: boolean;
  bare?: boolean;
  brief?: boolean;
}) {
  const now = useNow();
  const live = useLive();
  if (at === null) {
    return (
      <span className="mark age">
        <Glyph mark="unknown" size={11} label={false} />
        never
      </span>
    );
  }
  const instant = typeof at === 'number' ? at : Date.parse(at);
  const ageMs = now - instant;
  const iso = new Date(instant).toISOString();
  if (ageMs < -SKEW_MS) {
    return (
      <time className="age old" dateTime={iso} title={iso} suppressHydrationWarning>
        {duration(ageMs)}, clock skew
      </time>
    );
  }
  const said = duration(Math.max(0, ageMs));
  const old = forcedOld ?? (ageMs >= staleAfterMs || !live);
  return (
    <time className={old ? 'age old' : 'age'} dateTime={iso} title={iso} suppressHydrationWarning>
      {old ? <Glyph mark="stale" size={11} label={false} /> : null}
      {brief ? said.split(' ').slice(0, 2).join(' ') : said}
      {bare ? '' : ' ago'}
    </time>
  );
}
