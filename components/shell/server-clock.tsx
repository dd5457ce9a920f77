'use client';
import { Age } from '#components/ui/age.tsx';
import { useNow } from '#components/ui/clock.ts';
import { formatClock } from '#lib/client/format.ts';
import { useLiveState } from '#lib/client/live-state.ts';

const PHASES = { connecting: 'Connecting', live: 'Live', silent: 'NOT LIVE' };

/** Whether the page is live, the age of its youngest and oldest evidence, and the time, UTC. */
export function ServerClock() {
  const { phase, newestAt, oldestAt, oldestOf } = useLiveState();
  const now = useNow();
  return (
    <div className="clock">
      <span className={`live ${phase}`} role="status">
        <i />
        {PHASES[phase]}
      </span>
      {newestAt ? (
        <span className="ages">
          newest <Age at={newestAt} bare />
        </span>
      ) : null}
      {oldestOf ? (
        <span className="ages oldest">
          oldest {oldestAt ? <Age at={oldestAt} bare /> : <b>never</b>} <bdi className="mono clip">{oldestOf}</bdi>
        </span>
      ) : null}
      <span className="sep" />
      <time suppressHydrationWarning>
        <b suppressHydrationWarning>{formatClock(now)}</b> UTC
      </time>
    </div>
  );
}
