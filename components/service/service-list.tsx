'use client';
import { Glyph } from '#components/ui/glyph.tsx';
import { Name } from '#components/ui/name.tsx';
import { formatCount } from '#lib/client/format.ts';
import type { ServiceSummary } from '#lib/model/service-rows.ts';
import { dottedName } from './service-choice.ts';

/** So many are drawn; the search finds the rest. */
const MOST_DRAWN = 200;

/** The services, worst first; the chosen one is marked. `onChoose` hears its `name.namespace`. */
export function ServiceList({
  services,
  chosen,
  all,
  onChoose,
}: {
  services: readonly ServiceSummary[];
  chosen: ServiceSummary | undefined;
  /** How many there are with those that the search leaves out. */
  all: number;
  onChoose: (name: string) => void;
}) {
  const more = services.length - MOST_DRAWN;
  return (
    <nav className="svc-list" aria-label="Services, worst first">
      <h2 className="h3">
        Services
        <span className="muted">
          {services.length < all ? `${formatCount(services.length)} of ` : ''}
          {formatCount(all)}, worst first
        </span>
      </h2>
      <ul>
        {services.slice(0, MOST_DRAWN).map((service) => {
          const name = dottedName(service);
          const { counts, mark } = service;
          const same = counts[mark];
          return (
            <li key={name}>
              <a
                href={`/services?q=${encodeURIComponent(name)}`}
                aria-current={service === chosen ? 'true' : undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  onChoose(name);
                }}
              >
                <Glyph mark={mark} size={12} />
                <Name text={name} />
                <span className="of">
                  {same > 0 ? <b>{formatCount(same)}</b> : null} {same > 0 ? 'of ' : ''}
                  {formatCount(counts.total)}
                </span>
              </a>
            </li>
          );
        })}
      </ul>
      {more > 0 ? <p className="muted">+ {formatCount(more)} more; search by name</p> : null}
      <p className="quiet">The count is of clusters that consume it: the worst state of all.</p>
    </nav>
  );
}
