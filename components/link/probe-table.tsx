'use client';

import { Age } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { useNow } from '#components/ui/clock.ts';
import { SectionHead } from '#components/ui/page-head.tsx';
import { type Column, Table } from '#components/ui/table.tsx';
import type { ApiProbe } from '#lib/api/observation.ts';
import { formatBytes, formatRtt } from '#lib/client/format.ts';
import { duration } from '#lib/model/duration.ts';

const COLUMNS: readonly Column[] = [
  { key: 'probe', label: 'probe', width: '80px' },
  { key: 'what', label: 'what' },
  { key: 'every', label: 'every', numeric: true, width: '72px' },
  { key: 'result', label: 'result', width: '108px' },
  { key: 'passed', label: 'passed', numeric: true, width: '72px' },
  { key: 'ms', label: 'took, ms', numeric: true, width: '66px' },
  { key: 'age', label: 'age', numeric: true, width: '78px' },
];

/** `64 B`, `upload`, `tcp`: what tells one kind of call from the next. */
function kindOf(probe: ApiProbe): string {
  return probe.kind.startsWith('icmp') && probe.sizeBytes !== null ? formatBytes(probe.sizeBytes) : probe.kind;
}

/** An interval to the nearest second, without the empty second part: `30 s`, `5 min`. It is measured, so 60,096 ms are `1 min`. */
function every(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} min` : duration(seconds * 1000);
}

/** What our probe agent asks in one direction, and the tally of the last 30 calls of each kind. */
export function ProbeTable({ from, to, probes }: { from: string; to: string; probes: readonly ApiProbe[] }) {
  const title = `${from} → ${to}`;
  return (
    <div>
      <SectionHead title="Probes">{title}, the last 30 calls of each kind</SectionHead>
      {probes.length === 0 ? (
        <p className="quiet">
          No probe runs this way: {from} has no probe agent, or nothing in {to} can be asked.
        </p>
      ) : (
        <div className="scroll">
          <Table label={`Probes ${title}`} columns={COLUMNS}>
            {probes.map((probe) => (
              <ProbeRow key={probe.id} probe={probe} />
            ))}
          </Table>
        </div>
      )}
    </div>
  );
}

/** A kind of call; one that was not made any more for three of its intervals is no witness of now. */
function ProbeRow({ probe }: { probe: ApiProbe }) {
  const now = useNow();
  const staleAfterMs = probe.everyMs * 3;
  const old = probe.observedAt !== null && now - Date.parse(probe.observedAt) >= staleAfterMs;
  return (
    <tr className={old ? 'old' : undefined}>
      <td>{kindOf(probe)}</td>
      <td className="wrap ink2" title={`${probe.what} ${probe.target}${probe.remark ? `; ${probe.remark}` : ''}`}>
        <span className="said">{[probe.what, probe.remark].filter(Boolean).join('; ')}</span>
      </td>
      <td className="num muted">{every(probe.everyMs)}</td>
      <td>
        <StatusWord mark={old ? 'stale' : probe.status}>{old ? `was ${probe.status}` : null}</StatusWord>
      </td>
      <td className="num">
        <span className="value">{probe.of > 0 ? `${probe.passed} of ${probe.of}` : ''}</span>
      </td>
      <td className="num">
        <span className="value">{probe.valueMs === null ? '' : formatRtt(probe.valueMs)}</span>
      </td>
      <td className="num">
        <Age at={probe.observedAt} staleAfterMs={staleAfterMs} bare />
      </td>
    </tr>
  );
}
