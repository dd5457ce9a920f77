'use client';

import { Age } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import { type Column, Table } from '#components/ui/table.tsx';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import { systemName, toldAt } from './told.ts';

const COLUMNS: readonly Column[] = [
  { key: 'system', label: 'system', width: '142px' },
  { key: 'layer', label: 'layer', width: '80px' },
  { key: 'says', label: 'says' },
  { key: 'who', label: 'who', width: '26%' },
  { key: 'age', label: 'age', numeric: true, width: '76px' },
];

/** Rows that are drawn; a cluster may have hundreds of observations. */
const MOST = 40;

/** What is observed of a cluster itself, as its sources say it; what they say no more wears the clock. */
export function ObservationList({ cluster }: { cluster: ClusterDetail }) {
  const { observations } = cluster;
  const isOld = ({ fresh, observer, system }: ClusterDetail['observations'][number]) =>
    !fresh || (observer === cluster.id && toldAt(cluster, system) !== null);
  const shown = observations.slice(0, MOST);
  return (
    <div className="observations">
      <SectionHead title="Observations">of the cluster itself, in its sources’ words</SectionHead>
      {shown.length === 0 ? (
        <p className="quiet">None. What is said of its links stands on their pages.</p>
      ) : (
        <div className="scroll">
          <Table label="Observations" columns={COLUMNS}>
            {shown.map((observation) => {
              const old = isOld(observation);
              return (
                <tr key={`${observation.source} ${observation.id}`} className={old ? 'old' : undefined}>
                  <td>
                    <Name text={systemName(cluster, observation.system)} />
                  </td>
                  <td className="ink2">{observation.layer ?? ''}</td>
                  <td
                    className="wrap"
                    title={observation.facts
                      .flatMap(({ name, value }) => (value === '' ? [] : [`${name}: ${value}`]))
                      .join('\n')}
                  >
                    <StatusWord mark={old ? 'stale' : observation.status}>{observation.words.text}</StatusWord>
                  </td>
                  <td className="ink2">
                    <Name text={observation.witness} cut="middle" />
                  </td>
                  <td className="num">
                    <Age at={observation.observedAt} old={old} bare />
                  </td>
                </tr>
              );
            })}
          </Table>
        </div>
      )}
      {observations.length > MOST ? <p className="quiet">+ {observations.length - MOST} more</p> : null}
    </div>
  );
}
