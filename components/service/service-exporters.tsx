'use client';
import { Age } from '#components/ui/age.tsx';
import { Badge, StatusWord } from '#components/ui/badge.tsx';
import { Name } from '#components/ui/name.tsx';
import { Table } from '#components/ui/table.tsx';
import type { ApiServiceExporter } from '#lib/api/services.ts';
import type { ServicePort } from '#lib/model/service.ts';
import type { Status } from '#lib/model/status.ts';

const COLUMNS = [
  { key: 'exporter', label: 'exporter' },
  { key: 'ports', label: 'ports' },
  { key: 'exported', label: 'exported, UTC' },
  { key: 'says', label: 'says' },
  { key: 'age', label: 'age', numeric: true },
];

const MARKS: Record<ApiServiceExporter['state'], Status> = {
  valid: 'up',
  conflicted: 'degraded',
  pending: 'unknown',
  unprocessed: 'degraded',
  invalid: 'down',
  failed: 'down',
};

/** Who exports the service, oldest first, each in its own words; the owner of a conflict is named. */
export function ServiceExporters({
  exporters,
  conflict,
  from,
}: {
  exporters: readonly ApiServiceExporter[];
  /** The cluster from which the service is asked for; empty: from all. */
  from: string;
  conflict: string | null;
}) {
  const owner = exporters.find((one) => one.owner);
  const quote = exporters.flatMap(
    ({ conditions }) => conditions.find(({ type, status }) => type === 'Conflict' && status === 'True') ?? [],
  )[0];
  return (
    <section aria-label="Exporters">
      <h2 className="h3">
        Exporters
        {conflict === null ? null : <Badge mark="degraded">{conflict || 'conflict'}</Badge>}
        {quote?.since ? <span className="muted">since {quote.since.replace('T', ' ').slice(0, 19)} UTC</span> : null}
      </h2>
      <div className="scroll">
        <Table label="Exporters, oldest export first" columns={COLUMNS}>
          {exporters.map((one) => (
            <tr key={one.cluster}>
              <td>
                <Name text={one.cluster} /> {one.owner ? <span className="own">owner</span> : null}
                {one.apart.includes(from) ? <span className="muted">in another cluster set than {from}</span> : null}
              </td>
              <td>{portsText(one.ports)}</td>
              <td className="ink2 nw">{one.exportedAt?.replace('T', ' ').slice(0, 19) ?? 'not said'}</td>
              <td>
                <StatusWord mark={one.fresh ? MARKS[one.state] : 'stale'}>
                  <bdi>{reasonsOf(one)}</bdi>
                </StatusWord>
              </td>
              <td className="num">
                <Age at={one.observedAt} staleAfterMs={15_000} bare />
              </td>
            </tr>
          ))}
        </Table>
      </div>
      {owner ? (
        <p className="ink2 svc-note">
          The older export keeps what it says; the younger one, of <Name text={owner.cluster} />, owns the conflict.{' '}
          {quote?.message ? <q className="mono muted">{quote.message}</q> : null}
        </p>
      ) : null}
    </section>
  );
}

/** What is not as it should be, in the words of its conditions; else that it is valid. */
function reasonsOf({ state, conditions }: ApiServiceExporter): string {
  const wrong = conditions.filter(({ type, status }) => (type === 'Conflict' ? status === 'True' : status !== 'True'));
  if (state === 'unprocessed' && wrong.length === 0) return 'not processed by any controller';
  return wrong.length > 0 ? wrong.map(({ reason, type }) => reason || type).join(', ') : state;
}

function portsText(ports: readonly ServicePort[] | null): string {
  if (ports === null) return 'not said';
  return ports.map(({ name, port }) => `${name} ${port}`.trim()).join(', ') || 'none';
}
