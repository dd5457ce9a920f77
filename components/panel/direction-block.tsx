import { Age } from '#components/ui/age.tsx';
import { Badges } from '#components/ui/badge.tsx';
import type { DetailDirection } from '#lib/api/link.ts';
import { formatCount, formatPercent, formatRtt } from '#lib/client/format.ts';
import { HourLane } from './hour-lane.tsx';
import { MiniStack } from './mini-stack.tsx';
import { WitnessBox } from './witness-box.tsx';

const percent = (ratio: number | null) => (ratio === null ? '–' : formatPercent(ratio));

function Figures({ direction }: { direction: DetailDirection }) {
  const { rttMs, rttFrom, from, lossRatio, fullLossRatio, mtuBytes, expectedMtuBytes, basis } = direction;
  return (
    <dl className="kv">
      <div>
        <dt>{rttFrom && rttFrom !== from ? `RTT, from ${rttFrom}` : 'RTT'}</dt>
        <dd>
          {rttMs === null ? (
            <small>no data</small>
          ) : (
            <>
              {formatRtt(rttMs)} <small>ms</small>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>Loss small / full size</dt>
        <dd>
          {lossRatio === null && fullLossRatio === null ? (
            <small>no data</small>
          ) : (
            <>
              {percent(lossRatio)} <small>/</small> {percent(fullLossRatio)} <small>%</small>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{basis === 'measured' ? 'Largest, round trip' : 'Largest passing'}</dt>
        <dd>
          {mtuBytes === null ? (
            <small>no data</small>
          ) : (
            <>
              {formatCount(mtuBytes)}{' '}
              <small>
                {basis === 'inferred'
                  ? 'B, inferred'
                  : expectedMtuBytes === null
                    ? 'B'
                    : `of ${formatCount(expectedMtuBytes)} B`}
              </small>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}

/** One direction of the selected link: verdict, layers, figures, its last hour, and who disagrees. */
export function DirectionBlock({
  link,
  direction,
  names,
}: {
  link: string;
  direction: DetailDirection;
  names: { from: string; to: string };
}) {
  const { status, conflict, observedStatus, observedAt, witnesses, bridged } = direction;
  const remarks = [
    status === 'maintenance' ? `seen: ${observedStatus}` : '',
    witnesses.of > 0 && witnesses.fresh < witnesses.of ? `${witnesses.fresh} of ${witnesses.of} witnesses` : '',
    bridged ? 'not watched in between' : '',
  ].filter(Boolean);
  return (
    <section className="dirblk" aria-label={`${names.from} to ${names.to}`}>
      <div className="hd">
        <b className="clip" title={`${names.from} → ${names.to}`}>
          <bdi>{names.from}</bdi> → <bdi>{names.to}</bdi>
        </b>
        <Badges status={status} conflict={conflict} />
        <Age at={observedAt} old={status === 'stale' ? true : undefined} />
      </div>
      {remarks.length > 0 ? <p className="muted remarks">{remarks.join(' · ')}</p> : null}
      <MiniStack direction={direction} />
      <Figures direction={direction} />
      <HourLane link={link} from={direction.from} to={direction.to} since={direction.since} />
      <WitnessBox contradiction={direction.contradiction} />
    </section>
  );
}
