'use client';
import Link from 'next/link';
import { useNow } from '#components/ui/clock.ts';
import { Glyph } from '#components/ui/glyph.tsx';
import type { FleetCluster } from '#lib/api/fleet.ts';
import { formatCount } from '#lib/client/format.ts';

/** A cluster that nobody has begun to read for so long is not just starting: its context is missing. */
const STARTING_MS = 60_000;

/** How many of the clusters that are ours to read are not read, at `now` (epoch milliseconds); what is starting is read. */
function countUnread(
  clusters: readonly Pick<FleetCluster, 'reading' | 'since'>[],
  now: number,
): { unread: number; ours: number } {
  const ours = clusters.filter(({ reading }) => reading !== 'hearsay');
  const unread = ours.filter(
    ({ reading, since }) =>
      reading === 'unread' || (reading === 'waiting' && since !== null && now - Date.parse(since) > STARTING_MS),
  );
  return { unread: unread.length, ours: ours.length };
}

/** Says above the fleet that most of it is not read: a calm drawing would hide it. */
export function BlindNotice({ clusters }: { clusters: readonly FleetCluster[] }) {
  const { unread, ours } = countUnread(clusters, useNow());
  if (unread * 2 <= ours) return null;
  const [what, so] =
    unread < ours
      ? [
          `${formatCount(unread)} of ${formatCount(ours)} clusters cannot be read`,
          'what is shown of them is old, or comes from their peers',
        ]
      : [
          ours === 1 ? 'The only cluster cannot be read' : `None of the ${formatCount(ours)} clusters can be read`,
          'nothing here is current',
        ];
  return (
    <section className="banner degraded blind" role="status" aria-label="Most of the fleet is not read">
      <Glyph mark="stale" size={14} label={false} />
      <b className="clip">{what}</b>
      <span className="ink2 clip">{so}</span>
      <Link className="btn small more" href="/sources?state=failed">
        See why
      </Link>
    </section>
  );
}
