'use client';

import { Age } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import { type Column, Table } from '#components/ui/table.tsx';
import type { ApiClusterFacts } from '#lib/api/cluster.ts';
import { duration } from '#lib/model/duration.ts';

const COLUMNS: readonly Column[] = [
  { key: 'node', label: 'node' },
  { key: 'says', label: 'says', width: '78px' },
  { key: 'links', label: 'links', numeric: true, width: '58px' },
  { key: 'heartbeat', label: 'heartbeat', numeric: true, width: '78px' },
];

/** The nodes that carry links. *Connected* is a gateway's own word, and is quoted as that. */
export function GatewayTable({ gateways, dark }: { gateways: ApiClusterFacts['gateways']; dark: number }) {
  if (gateways.length === 0) return null;
  const promised = [...new Set(gateways.flatMap(({ heartbeatEveryMs: every }) => (every === null ? [] : [every])))];
  const active = gateways.find(({ connections }) => connections > 0);
  return (
    <section className="gateways" aria-label="Gateways">
      <SectionHead title="Gateways">
        {promised.length === 1 ? `heartbeat promised every ${duration(promised[0] ?? 0)}` : null}
      </SectionHead>
      <Table label="Gateways" columns={COLUMNS}>
        {gateways.map((gateway) => (
          <tr key={`${gateway.system} ${gateway.node}`}>
            <td title={gateway.remark}>
              <Name text={gateway.node} cut="middle" />
            </td>
            <td>
              <StatusWord mark={gateway.status}>{gateway.says}</StatusWord>
            </td>
            <td className="num">
              {gateway.connections > 0 ? (
                `${gateway.connected} of ${gateway.connections}`
              ) : (
                <span className="muted">none</span>
              )}
            </td>
            <td className="num">
              <Age at={gateway.heartbeatAt} staleAfterMs={(gateway.heartbeatEveryMs ?? 10_000) * 3} />
            </td>
          </tr>
        ))}
      </Table>
      {active && dark > 0 ? (
        <p className="quiet">
          “{active.connected} of {active.connections} connected” is the gateway’s own word; {dark} of its links{' '}
          {dark === 1 ? 'is' : 'are'} down by what was measured.
        </p>
      ) : null}
    </section>
  );
}
