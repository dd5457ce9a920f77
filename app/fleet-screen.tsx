'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { FleetMatrix } from '#components/matrix/fleet-matrix.tsx';
import { MatrixSide } from '#components/matrix/site-grid.tsx';
import { CountsBar } from '#components/shell/counts-bar.tsx';
import { FilterChoices, OutsideBar } from '#components/shell/fleet-filters.tsx';
import { FleetMap } from '#components/topology/fleet-map.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { ErrorState, LoadingState } from '#components/ui/state-box.tsx';
import type { FleetMatrix as FleetAnswer } from '#lib/api/fleet.ts';
import type { Selection } from '#lib/client/address.ts';
import { AnswerError } from '#lib/client/fetch-answer.ts';
import { filterFleet } from '#lib/client/fleet-filter.ts';
import { fleetQuery } from '#lib/client/fleet-query.ts';
import { FleetView } from '#lib/client/fleet-view.ts';
import type { SiteBlock } from '#lib/client/site-block.ts';
import { useAddress } from '#lib/client/use-address.ts';
import './fleet.css';

const VIEWS = [
  { value: 'map', label: 'Map' },
  { value: 'matrix', label: 'Matrix' },
] as const;

/** Over so many sites the map has no room for them, and the matrix is shown first. */
const MOST_SITES_ON_MAP = 40;

/** A matrix of so many leaves room for the sites beside it. */
const MOST_CLUSTERS_WITH_SIDE = 14;

function Fleet({ fleet }: { fleet: FleetAnswer }) {
  const [address, change] = useAddress();
  const view = useMemo(() => new FleetView(fleet), [fleet]);
  const filter = useMemo(() => filterFleet(view, address), [view, address]);
  const shown = address.view ?? (view.sites.length > MOST_SITES_ON_MAP ? 'matrix' : 'map');
  const onSelect = useCallback(
    (sel: Selection | null, from = '') => change({ sel, dir: sel?.kind === 'link' ? from : '' }),
    [change],
  );
  const router = useRouter();
  const onOpen = useCallback(
    (link: string, from: string) =>
      router.push(`/links/${encodeURIComponent(link)}${from ? `?dir=${encodeURIComponent(from)}` : ''}`),
    [router],
  );
  const onBlock = useCallback(({ from, to }: SiteBlock) => change({ from: from.site.id, to: to.site.id }), [change]);
  return (
    <>
      <CountsBar
        totals={fleet.totals}
        links={fleet.links}
        chosen={address.status}
        onChoose={(mark) =>
          change({
            status: address.status.includes(mark)
              ? address.status.filter((each) => each !== mark)
              : [...address.status, mark],
          })
        }
      >
        <FilterChoices view={view} address={address} change={change} />
        <Segmented label="View" options={VIEWS} value={shown} onChange={(next) => change({ view: next })} />
      </CountsBar>
      <OutsideBar filter={filter} address={address} change={change} />
      <main className="split" id="main">
        <div className="drawing">
          {shown === 'map' ? (
            <FleetMap view={view} filter={filter} selection={address.sel} onSelect={onSelect} />
          ) : (
            <div className={view.size <= MOST_CLUSTERS_WITH_SIDE ? 'with-side' : 'alone'}>
              <FleetMatrix
                view={view}
                filter={filter}
                selection={address.sel}
                dir={address.dir}
                onSelect={onSelect}
                onOpen={onOpen}
              />
              {view.size <= MOST_CLUSTERS_WITH_SIDE ? <MatrixSide view={view} onBlock={onBlock} /> : null}
            </div>
          )}
        </div>
        <aside className="panel" />
      </main>
    </>
  );
}

/** `/`: the whole fleet as a map or a matrix, one selection, one address. */
export function FleetScreen() {
  const { data, error, refetch } = useQuery(fleetQuery);
  if (data) return <Fleet fleet={data} />;
  return (
    <main className="page-state" id="main">
      {error ? (
        <ErrorState
          title="The fleet cannot be shown"
          details={error instanceof AnswerError ? error.details : String(error)}
          onRetry={() => void refetch()}
        >
          <p>{error.message} This page goes on trying by itself.</p>
        </ErrorState>
      ) : (
        <LoadingState title="Fleet" what="waiting for the first picture of the fleet" onRetry={() => void refetch()} />
      )}
    </main>
  );
}
