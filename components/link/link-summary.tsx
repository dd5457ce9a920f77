'use client';

import { Age } from '#components/ui/age.tsx';
import { Badges } from '#components/ui/badge.tsx';
import type { LinkDetail } from '#lib/api/link.ts';
import { useSystemName } from '#lib/client/use-system-name.ts';
import { duration } from '#lib/model/duration.ts';

/** The line under the sentence: flags, how long, by which systems, on how old evidence. */
export function LinkSummary({ link, now }: { link: LinkDetail; now: number }) {
  const nameOf = useSystemName();
  const seen = link.directions.flatMap((direction) =>
    Object.values(direction.layers).flatMap((layer) => (layer?.observedAt ? [layer.observedAt] : [])),
  );
  const newest = seen.sort().at(-1) ?? link.observedAt;
  const half = link.directions.filter(({ witnesses }) => witnesses.fresh < witnesses.of);
  return (
    <>
      <Badges status={link.status} conflict={link.conflict} />
      {link.since === null ? null : (
        <span suppressHydrationWarning>{duration(Math.max(0, now - Date.parse(link.since)))}</span>
      )}
      {link.systems.length > 0 ? <span>{link.systems.map(nameOf).join(', ')}</span> : null}
      {half
        .map(({ from, to, witnesses }) => (
          <span key={from}>
            {half.length === 1 ? `${from} → ${to}: ` : ''}
            {witnesses.fresh} of {witnesses.of} witnesses
          </span>
        ))
        .slice(0, half.length === 2 && half[0]?.witnesses.fresh === half[1]?.witnesses.fresh ? 1 : 2)}
      {link.expected ? null : <span>no longer announced by any system</span>}
      <span>
        newest evidence <Age at={newest} />, oldest{' '}
        <Age at={link.observedAt} staleAfterMs={link.status === 'stale' ? 0 : Number.POSITIVE_INFINITY} />
      </span>
    </>
  );
}
