'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useNow } from '#components/ui/clock.ts';
import { Glyph } from '#components/ui/glyph.tsx';
import { findingsQuery } from '#lib/client/findings-query.ts';
import { fleetQuery } from '#lib/client/fleet-query.ts';
import { formatInstant } from '#lib/client/format.ts';
import { useLiveState } from '#lib/client/live-state.ts';
import { duration } from '#lib/model/duration.ts';
import { FindingBanner } from './finding-banner.tsx';

/** The page's values are old: since when, and that it goes on trying. */
export function SilentBanner({ heardAt, now }: { heardAt: number | null; now: number }) {
  return (
    <div className="banner dead" role="alert">
      <b>NOT LIVE</b>
      {heardAt === null ? (
        <span>the server has not answered yet</span>
      ) : (
        <span suppressHydrationWarning>
          server silent {duration(now - heardAt)}, everything here is from {formatInstant(heardAt, now)}
        </span>
      )}
      <span className="more">trying again</span>
    </div>
  );
}

/** The past is not kept or not all there, which no verdict shows: beside what is wrong with the fleet, never instead of it. */
export function HistoryBanner({ fault }: { fault: string }) {
  return (
    <div role="status">
      <Link className="banner degraded" href="/sources">
        <Glyph mark="degraded" size={12} label={false} />
        <b>History is not complete</b>
        <span className="clip ink2" title={fault}>
          {fault}
        </span>
        <span className="more muted">see Sources</span>
      </Link>
    </div>
  );
}

/**
 * One banner at a time, the most serious: the server is silent, something is broken, the page is outdated, the fleet is made
 * up. Under it what is wrong with our own history.
 */
export function FleetBanner() {
  const banner = useBanner();
  const { phase, historyFault } = useLiveState();
  const fault = phase === 'silent' ? null : historyFault;
  if (!banner && fault === null) return null;
  return (
    <section aria-label="Notices">
      {banner}
      {fault === null ? null : <HistoryBanner fault={fault} />}
    </section>
  );
}

function useBanner() {
  const { phase, heardAt, outdated } = useLiveState();
  const now = useNow();
  const { data: simulated } = useQuery({ ...fleetQuery, select: (fleet) => fleet.simulated });
  const { data } = useQuery(findingsQuery());
  if (phase === 'silent') return <SilentBanner heardAt={heardAt} now={now} />;
  const broken = (data?.findings ?? []).filter(
    (finding) => finding.severity !== 'info' && (finding.kind === 'fault' || finding.kind === 'conflict'),
  );
  const [worst, ...others] = broken;
  if (worst) return <FindingBanner worst={worst} others={others} now={now} />;
  if (outdated) {
    return (
      <div className="banner plain" role="status">
        <b>A newer Causeway answers</b>
        <span className="ink2">this page was loaded from the one before</span>
        <button type="button" className="btn small more" onClick={() => window.location.reload()}>
          Reload
        </button>
      </div>
    );
  }
  if (simulated == null) return null;
  return (
    <div className="banner plain">
      <b>Simulated fleet</b>
      <span className="ink2">
        nothing here is real: started with <code>npm run demo</code>
        {simulated ? <>, scenario {simulated}</> : null}
      </span>
    </div>
  );
}
