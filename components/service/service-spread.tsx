import { Name } from '#components/ui/name.tsx';
import { Table } from '#components/ui/table.tsx';
import type { SpreadRow } from '#lib/model/spread-row.ts';

const COLUMNS = [
  { key: 'from', label: 'from' },
  { key: 'affinity', label: 'affinity' },
  { key: 'first', label: 'goes to' },
  { key: 'failover', label: 'fails over to' },
  { key: 'lends', label: 'lends its own' },
];
/** Names that a cell holds. */
const NAMED = 4;

/** Where requests for a Service go that clusters of a mesh have under one name, and where when those have no endpoints. */
export function ServiceSpread({ rows }: { rows: readonly SpreadRow[] }) {
  return (
    <section aria-label="Where requests go">
      <h2 className="h3">
        Where requests go{' '}
        <span className="muted">a Service of one name in each of these clusters, joined by their mesh</span>
      </h2>
      <div className="scroll">
        <Table label="Where requests go, by cluster" columns={COLUMNS}>
          {rows.map((row) => (
            <tr key={row.cluster}>
              <td>
                <Name text={row.cluster} />
              </td>
              <td>{row.affinity}</td>
              <td>
                <Names of={row.first} />
              </td>
              <td>
                <Names of={row.failover} />
              </td>
              <td className={row.apart ? 'ink2' : undefined}>
                {row.apart ? 'namespace kept apart' : row.shared ? 'yes' : 'no'}
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </section>
  );
}

function Names({ of }: { of: readonly string[] }) {
  if (of.length === 0) return <span className="muted">nobody</span>;
  const more = of.length - NAMED;
  return (
    <>
      {of.slice(0, NAMED).map((name, index) => (
        <span key={name}>
          {index > 0 ? ', ' : ''}
          <Name text={name} />
        </span>
      ))}
      {more > 0 ? <span className="muted"> and {more} more</span> : null}
    </>
  );
}
