'use client';

import { Age, STALE_AFTER_MS } from '#components/ui/age.tsx';
import { StatusWord } from '#components/ui/badge.tsx';
import { useNow } from '#components/ui/clock.ts';
import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import { type Column, Table } from '#components/ui/table.tsx';
import type { ApiTunnel } from '#lib/api/observation.ts';

const COLUMNS: readonly Column[] = [
  { key: 'subnets', label: 'subnets' },
  { key: 'says', label: 'it says', width: '96px' },
  { key: 'driver', label: 'driver', width: '110px' },
  { key: 'nodes', label: 'gateway to gateway', width: '206px' },
  { key: 'age', label: 'age', numeric: true, width: '60px' },
];

/** The tunnels of a link as one of its ends tells of them: *connected* is that end's own word. */
export function TunnelTable({ from, to, tunnels }: { from: string; to: string; tunnels: readonly ApiTunnel[] }) {
  const names = [...new Set(tunnels.map((tunnel) => tunnel.name).filter(Boolean))];
  return (
    <div>
      <SectionHead title="Tunnels">
        as {from} says{names.length > 0 ? ', cable ' : ''}
        {names.map((name) => (
          <Name key={name} text={name} cut="middle" mono />
        ))}
      </SectionHead>
      {tunnels.length === 0 ? (
        <p className="quiet">
          {from} names no tunnel to {to}: nothing to judge.
        </p>
      ) : (
        <div className="scroll">
          <Table label={`Tunnels as ${from} says`} columns={COLUMNS}>
            {tunnels.map((tunnel) => (
              <TunnelRow
                key={`${tunnel.system} ${tunnel.name} ${tunnel.localNode} ${tunnel.remoteNode} ${tunnel.remoteAddress}`}
                tunnel={tunnel}
              />
            ))}
          </Table>
        </div>
      )}
    </div>
  );
}

/** A tunnel; what its end said long ago is not what it says. */
function TunnelRow({ tunnel }: { tunnel: ApiTunnel }) {
  const now = useNow();
  const old = now - Date.parse(tunnel.observedAt) >= STALE_AFTER_MS;
  return (
    <tr className={old ? 'old' : undefined}>
      <td className="mono wrap" title={tunnel.subnets.join(', ')}>
        <bdi className="said value">{tunnel.subnets.join(', ') || 'none named'}</bdi>
      </td>
      <td>
        <StatusWord mark={old ? 'stale' : tunnel.status}>{tunnel.says}</StatusWord>
      </td>
      <td className="ink2">
        <Name text={tunnel.driver} />
        {tunnel.nat ? ' NAT' : ''}
      </td>
      <td className="ink2" title={`${tunnel.localNode} to ${tunnel.remoteNode}, ${tunnel.remoteAddress}`}>
        <Name text={`${tunnel.localNode} ↔ ${tunnel.remoteNode || tunnel.remoteAddress}`} cut="middle" />
      </td>
      <td className="num">
        <Age at={tunnel.observedAt} bare />
      </td>
    </tr>
  );
}
