'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Glyph } from '#components/ui/glyph.tsx';
import { Name } from '#components/ui/name.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import { type Column, Table } from '#components/ui/table.tsx';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import type { Services } from '#lib/api/services.ts';
import { formatCount } from '#lib/client/format.ts';
import { clusterServicesQuery } from '#lib/client/services-query.ts';

const COLUMNS: readonly Column[] = [
  { key: 'service', label: 'service' },
  { key: 'here', label: 'here', width: '88px' },
  { key: 'consumers', label: 'consumers', width: '88px' },
];

/** Rows that are drawn; a cluster may take part in hundreds. */
const MOST = 12;

/** The services that a cluster exports or imports. Each leads to the way from here, step by step. */
export function ClusterServices({ cluster }: { cluster: Pick<ClusterDetail, 'id'> }) {
  const { data, error } = useQuery(clusterServicesQuery(cluster.id));
  return (
    <section aria-label="Exports and imports">
      <SectionHead title="Exports and imports">services shared between clusters, worst first</SectionHead>
      {data ? (
        <ServiceRows id={cluster.id} answer={data} />
      ) : (
        <p className="quiet">{error ? 'The services cannot be read now.' : 'asking for the services'}</p>
      )}
    </section>
  );
}

/** The answer of `GET /api/v1/services?cluster=` as a table; where there is nothing, whether that is known. */
export function ServiceRows({ id, answer }: { id: string; answer: Services }) {
  const { services, readers } = answer;
  const silent = readers.silent.some(({ cluster }) => cluster === id);
  if (services.length === 0)
    return (
      <p className="quiet">
        {silent
          ? `${id} does not answer: what it exports or imports is not known.`
          : `Nothing is seen that ${id} exports, imports or shares.`}
      </p>
    );
  const more = services.length - MOST;
  return (
    <>
      <Table label="Exports and imports" columns={COLUMNS}>
        {services.slice(0, MOST).map(({ namespace, name, mark, counts, exporters }) => {
          const dotted = `${name}.${namespace}`;
          return (
            <tr key={dotted}>
              <td>
                <Link className="go" href={`/services?q=${encodeURIComponent(dotted)}&from=${encodeURIComponent(id)}`}>
                  <Name text={dotted} />
                </Link>
              </td>
              <td className="ink2">{exporters.includes(id) ? 'exports' : 'consumes'}</td>
              <td>
                <Glyph mark={mark} size={12} /> {counts[mark] > 0 ? <b>{formatCount(counts[mark])} </b> : null}
                <span className="muted">
                  {counts[mark] > 0 ? 'of ' : ''}
                  {formatCount(counts.total)}
                </span>
              </td>
            </tr>
          );
        })}
      </Table>
      {more > 0 ? (
        <p className="quiet">
          + {formatCount(more)} more on <Link href="/services">Services</Link>
        </p>
      ) : null}
      {silent ? <p className="quiet">{id} does not answer: its own part is as it last said.</p> : null}
    </>
  );
}
