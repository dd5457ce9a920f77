'use client';

import { Fragment } from 'react';
import { Name } from '#components/ui/name.tsx';
import { Table } from '#components/ui/table.tsx';
import type { ApiSource } from '#lib/api/observation.ts';
import { SourceRow, sourceColumns } from './source-rows.tsx';
import type { SourceGroup } from './source-sentence.ts';

/** All sources by site, and notes beside them: what no source can tell us. */
export function SourceList({
  groups,
  now,
  names = new Map(),
}: {
  groups: readonly SourceGroup[];
  now: number;
  /** The names of clusters' contexts, by id. */
  names?: ReadonlyMap<string, string>;
}) {
  const columns = sourceColumns(true);
  return (
    <div className="scroll sources">
      <Table label="Sources by site" columns={columns}>
        {groups.map((group) => (
          <Fragment key={group.site}>
            <tr className="grp">
              <th colSpan={columns.length} scope="rowgroup">
                <Name text={group.name} />
              </th>
            </tr>
            {group.sources.map((source) => (
              <SourceRow
                key={source.id}
                source={source}
                now={now}
                withCluster
                context={names.get(source.cluster ?? '')}
              />
            ))}
            {group.notes.map(({ beside, finding }) => (
              <tr key={finding.id} className="note">
                <td className="who">
                  <Name text={beside} />
                </td>
                <td className="state muted">{finding.kind === 'blind' ? 'blind spot' : finding.severity}</td>
                <td className="wrong wrap ink2" colSpan={columns.length - 2}>
                  <span className="mono rule">{finding.rule}</span>
                  {[finding.words.text, ...finding.next.map(({ text }) => text)]
                    .map((text) => text.replace(/\.$/, ''))
                    .join('. ')}
                </td>
              </tr>
            ))}
          </Fragment>
        ))}
      </Table>
    </div>
  );
}

/** The sources of one cluster. */
export function ClusterSources({ sources, now }: { sources: readonly ApiSource[]; now: number }) {
  return (
    <div className="scroll sources">
      <Table label="Sources of this cluster" columns={sourceColumns(false)}>
        {sources.map((source) => (
          <SourceRow key={source.id} source={source} now={now} withCluster={false} />
        ))}
      </Table>
    </div>
  );
}
