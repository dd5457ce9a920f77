'use client';

import Link from 'next/link';
import { Age } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import type { Speaker } from './hearsay.ts';

/** Speakers that stand side by side; the rest is counted. */
const MOST_SPEAKERS = 4;

/** What others say of a cluster that we never read: drawn dashed, never summed, each with its speaker. */
export function HearsayTable({ speakers, asking }: { speakers: readonly Speaker[]; asking: boolean }) {
  if (speakers.length === 0) {
    return (
      <p className="quiet">
        {asking ? 'Reading what others say of it …' : 'Nobody says anything of it at this moment.'}
      </p>
    );
  }
  const shown = speakers.slice(0, MOST_SPEAKERS);
  const names = [...new Set(shown.flatMap((speaker) => [...speaker.facts.keys()]))];
  return (
    <section aria-label="What others say of it">
      <SectionHead title="What others say of it">
        hearsay: drawn dashed, never summed, each with its speaker
      </SectionHead>
      <div className="scroll">
        <table className="tbl hear fixed">
          <colgroup>
            <col style={{ width: 150 }} />
          </colgroup>
          <thead>
            <tr>
              <td />
              {shown.map((speaker) => (
                <th key={speaker.observer} scope="col">
                  <Link href={`/clusters/${encodeURIComponent(speaker.observer)}`}>{speaker.observer}</Link> says{' '}
                  <Age at={speaker.observedAt} old={!speaker.fresh} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <th scope="row" className="rowhead">
                  {name}
                </th>
                {shown.map((speaker) => (
                  <td key={speaker.observer} className="mono">
                    <Name text={speaker.facts.get(name) ?? ''} />
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row" className="rowhead">
                connection
              </th>
              {shown.map(({ observer, says }) => (
                <td key={observer}>{says ? <StatusWord mark={says.status}>{says.text}</StatusWord> : null}</td>
              ))}
            </tr>
            <tr>
              <th scope="row" className="rowhead">
                versions, nodes, clock
              </th>
              <td colSpan={shown.length}>
                <StatusWord mark="unknown">never known</StatusWord>{' '}
                <span className="muted">only the cluster itself can say</span>
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      {speakers.length > shown.length ? (
        <p className="quiet">and {speakers.length - shown.length} more speakers</p>
      ) : null}
    </section>
  );
}
