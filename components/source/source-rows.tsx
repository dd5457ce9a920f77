'use client';

import Link from 'next/link';
import { Age } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { NotedGlyph, NothingGlyph } from '#components/ui/glyph.tsx';
import { Lane, type LaneSpan } from '#components/ui/lane.tsx';
import { Name } from '#components/ui/name.tsx';
import type { Column } from '#components/ui/table.tsx';
import type { ApiSource } from '#lib/api/observation.ts';
import { formatClock } from '#lib/client/format.ts';
import { sourceMark, whatIsWrong } from './source-sentence.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The columns of `SourceRow`; the page of one cluster does not repeat its name. */
export function sourceColumns(withCluster: boolean): Column[] {
  return [
    ...(withCluster ? [{ key: 'cluster', label: 'cluster', width: '130px' }] : []),
    { key: 'system', label: 'system', width: '142px' },
    { key: 'through', label: 'read through', width: '242px' },
    { key: 'state', label: 'state', width: '150px' },
    { key: 'last', label: 'last answer, ago', numeric: true, width: '112px' },
    { key: 'took', label: 'took, s', numeric: true, width: '70px' },
    { key: 'hour', label: <span className="lane-head">last 60 min</span>, width: '180px' },
    { key: 'wrong', label: 'what is wrong, exactly' },
  ];
}

/** One source: how it is read, how it is, since when, and what is wrong. `now` is epoch milliseconds. */
export function SourceRow({ source, now, withCluster }: { source: ApiSource; now: number; withCluster: boolean }) {
  return (
    <tr className={source.state === 'failed' ? 'bad' : undefined}>
      {withCluster ? (
        <td>
          {source.cluster === null ? (
            <span className="muted">outside</span>
          ) : (
            <Link href={`/clusters/${encodeURIComponent(source.cluster)}`}>
              <Name text={source.cluster} />
            </Link>
          )}
        </td>
      ) : null}
      <td>
        <Name text={source.label || source.system} />
      </td>
      <td className="ink2">
        <Name text={source.readThrough} />
      </td>
      <td>
        <State source={source} />
      </td>
      <td className="num">
        {source.state === 'absent' ? (
          <span className="muted">never</span>
        ) : (
          <Age at={source.lastSuccessAt} staleAfterMs={source.state === 'failed' ? 0 : Number.POSITIVE_INFINITY} bare />
        )}
      </td>
      <td className="num muted">{source.durationMs === null ? '' : (source.durationMs / 1000).toFixed(2)}</td>
      <td className="lane-cell">
        <LastHour source={source} now={Math.ceil(now / MINUTE_MS) * MINUTE_MS} />
      </td>
      <td className="wrap ink2">
        <Wrong source={source} now={now} />
      </td>
    </tr>
  );
}

/** Names that one could search for, or paste into a role, stand out. */
function Wrong({ source, now }: { source: ApiSource; now: number }) {
  let text = '';
  return whatIsWrong(source, now).map((phrase) => {
    const space = text === '' || phrase.text === ';' ? '' : ' ';
    text += `${space}${phrase.text}`;
    return phrase.name ? (
      <b key={text} className="mono">
        {space}
        {phrase.text}
      </b>
    ) : (
      <span key={text} suppressHydrationWarning>
        {space}
        {phrase.text}
      </span>
    );
  });
}

function State({ source }: { source: ApiSource }) {
  switch (sourceMark(source)) {
    case 'ok':
      return <StatusWord mark="up">ok</StatusWord>;
    case 'noted':
      return (
        <span className="mark">
          <NotedGlyph size={12} />
          <span>
            ok <span className="muted">with {source.notes.length === 1 ? 'a note' : 'notes'}</span>
          </span>
        </span>
      );
    case 'failed':
      return (
        <StatusWord mark="stale">
          failed <span className="muted">{source.reason ?? ''}</span>
        </StatusWord>
      );
    case 'waiting':
      return <StatusWord mark="unknown">waiting</StatusWord>;
    case 'absent':
      return (
        <span className="mark">
          <NothingGlyph label="absent" size={12} />
          <span className="muted">absent</span>
        </span>
      );
  }
}

const MARK = { ok: 'up', failed: 'stale', waiting: 'unknown' } as const;

/**
 * The last hour as far as it is known: the present state since it began; what was before is not kept and not drawn. `now` is
 * a whole minute, so that server and browser draw the same.
 */
function LastHour({ source, now }: { source: ApiSource; now: number }) {
  if (source.state === 'absent') return null;
  const since = Date.parse(source.since);
  const start = Math.min(1, Math.max(0, 1 - (now - since) / HOUR_MS));
  const spans: LaneSpan[] = [{ start, end: 1, mark: MARK[source.state] }];
  const label =
    start > 0
      ? `${source.state} since ${formatClock(since)}; before that another state`
      : `${source.state} for an hour and more`;
  return <Lane spans={spans} label={label} width={132} height={12} />;
}
