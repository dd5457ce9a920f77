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
import { failureWord, sourceMark, whatIsWrong } from './source-sentence.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The columns of `SourceRow`; the page of one cluster does not repeat its name. */
export function sourceColumns(withCluster: boolean): Column[] {
  return [
    ...(withCluster ? [{ key: 'cluster', label: 'cluster', width: '130px' }] : []),
    { key: 'system', label: 'system', width: '158px' },
    { key: 'through', label: 'read through', width: '226px' },
    { key: 'state', label: 'state', width: '150px' },
    { key: 'last', label: 'last answer, ago', numeric: true, width: '112px' },
    { key: 'took', label: 'took, s', numeric: true, width: '70px' },
    { key: 'hour', label: <span className="lane-head">last 60 min</span>, width: '180px' },
    { key: 'wrong', label: 'what is wrong, exactly' },
  ];
}

/**
 * One source: how it is read, how it is, since when, and what is wrong. `now` is epoch milliseconds; `context` is the name
 * of its cluster's context, which stands beside the id where it is another.
 */
export function SourceRow({
  source,
  now,
  withCluster,
  context,
}: {
  source: ApiSource;
  now: number;
  withCluster: boolean;
  context?: string | undefined;
}) {
  return (
    <tr className={source.state === 'failed' ? 'source bad' : 'source'}>
      {withCluster ? (
        <td className="who">
          {source.cluster === null ? (
            <span className="muted">outside</span>
          ) : (
            <Link href={`/clusters/${encodeURIComponent(source.cluster)}`}>
              <Name text={source.cluster} />
            </Link>
          )}
          {context !== undefined && context !== source.cluster ? (
            <span className="context">
              <Name text={context} cut="middle" />
            </span>
          ) : null}
        </td>
      ) : null}
      <td className="system">
        <Name text={source.label || source.system} />
      </td>
      <td className="through ink2">
        <Name text={source.readThrough} />
      </td>
      <td className="state">
        <State source={source} />
      </td>
      <td className="last num">
        {source.state === 'absent' ? (
          <span className="muted">never</span>
        ) : (
          <Age at={source.lastSuccessAt} staleAfterMs={source.state === 'failed' ? 0 : Number.POSITIVE_INFINITY} bare />
        )}
      </td>
      <td className="took num muted">{source.durationMs === null ? '' : (source.durationMs / 1000).toFixed(2)}</td>
      <td className="lane-cell">
        <LastHour source={source} now={Math.ceil(now / MINUTE_MS) * MINUTE_MS} />
      </td>
      <td className="wrong wrap ink2">
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
          failed <span className="muted">{failureWord(source)}</span>
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
 * The last hour as far as it is kept; while nobody watched, or the system was absent, nothing is drawn. `now` is a whole
 * minute, so that server and browser draw the same.
 */
function LastHour({ source, now }: { source: ApiSource; now: number }) {
  const told = source.lastHour.map((span, index) => ({
    state: span.state,
    start: place(Date.parse(span.at), now),
    end: place(Date.parse(source.lastHour[index + 1]?.at ?? '') || now, now),
  }));
  const spans = told.flatMap(({ state, start, end }): LaneSpan[] =>
    state === 'absent' || state === 'unwatched' || end <= start ? [] : [{ start, end, mark: MARK[state] }],
  );
  if (spans.length === 0) return null;
  const label = source.lastHour
    .map(({ at, state }) => `${state === 'unwatched' ? 'not watched' : state} since ${formatClock(Date.parse(at))}`)
    .join(', ');
  return <Lane spans={spans} label={label} width={132} height={12} />;
}

/** Where in the last hour an instant lies, 0 to 1. */
function place(at: number, now: number): number {
  return Math.min(1, Math.max(0, 1 - (now - at) / HOUR_MS));
}
