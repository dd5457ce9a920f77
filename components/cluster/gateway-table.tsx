'use client';

import { Age } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import { type Column, Table } from '#components/ui/table.tsx';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import { duration } from '#lib/model/duration.ts';
import { AsOf } from './as-of.tsx';
import { toldAt } from './told.ts';

const COLUMNS: readonly Column[] = [
  { key: 'node', label: 'node' },
  { key: 'says', label: 'says', width: '80px' },
  { key: 'links', label: 'links', numeric: true, width: '56px' },
  { key: 'heartbeat', label: 'heartbeat', numeric: true, width: '58px' },
];

/** The nodes that carry links. *Connected* is a gateway's own word, and is quoted as that; what it said once and says no more wears its age. */
export function GatewayTable({ cluster, dark }: { cluster: ClusterDetail; dark: number }) {
  const { gateways } = cluster.facts;
  if (gateways.length === 0) return null;
  const promised = [...new Set(gateways.flatMap(({ heartbeatEveryMs: every }) => (every === null ? [] : [every])))];
  const active = gateways.find(({ connections }) => connections > 0);
  const oldAts = gateways.map(({ system }) => toldAt(cluster, system));
  const oldest = oldAts.flatMap((at) => at ?? []).sort()[0];
  return (
    <section className="gateways" aria-label="Gateways">
      <SectionHead title="Gateways">
        {promised.length === 1 ? `heartbeat promised every ${duration(promised[0] ?? 0)}` : null}
        {oldest === undefined ? null : (
          <>
            {' '}
            <AsOf at={oldest} />
          </>
        )}
      </SectionHead>
      <Table label="Gateways" columns={COLUMNS}>
        {gateways.map((gateway, index) => {
          const old = oldAts[index] !== null;
          return (
            <tr key={`${gateway.system} ${gateway.node}`} className={old ? 'old' : undefined}>
              <td title={gateway.remark}>
                <Name text={gateway.node} cut="middle" />
              </td>
              <td>
                <StatusWord mark={old ? 'stale' : gateway.status}>{gateway.says}</StatusWord>
              </td>
              <td className="num">
                {gateway.connections > 0 ? (
                  <span className="value">
                    {gateway.connected} of {gateway.connections}
                  </span>
                ) : (
                  <span className="muted">none</span>
                )}
              </td>
              <td className="num">
                <Age
                  at={gateway.heartbeatAt}
                  staleAfterMs={(gateway.heartbeatEveryMs ?? 10_000) * 3}
                  old={old || undefined}
                  brief
                  bare
                />
              </td>
            </tr>
          );
        })}
      </Table>
      {active && dark > 0 ? (
        <p className="quiet">
          “{active.connected} of {active.connections} connected” {oldest === undefined ? 'is' : 'was'} the gateway’s own
          word; {dark} of its links {dark === 1 ? 'is' : 'are'} down by what is measured.
        </p>
      ) : null}
    </section>
  );
}
