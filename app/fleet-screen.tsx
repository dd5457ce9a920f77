'use client';
import { useQuery } from '@tanstack/react-query';
import { ErrorState, LoadingState } from '#components/ui/state-box.tsx';
import type { FleetMatrix } from '#lib/api/fleet.ts';
import { AnswerError } from '#lib/client/fetch-answer.ts';
import { fleetQuery } from '#lib/client/fleet-query.ts';
import { useHydrated } from '#lib/client/use-hydrated.ts';
import { EmptyFleet } from './empty-fleet.tsx';
import { FleetOverview } from './fleet-overview.tsx';
import './fleet.css';

/** `/`: the whole fleet as a map or a matrix, one selection, one address; or why there is none. `initial` is what the server drew it from. */
export function FleetScreen({ initial }: { initial: FleetMatrix | undefined }) {
  const { data: held, error, refetch } = useQuery({ ...fleetQuery, initialData: initial });
  const data = useHydrated() ? held : initial;
  if (data && data.clusters.length > 0) return <FleetOverview fleet={data} />;
  return (
    <main className="page-state" id="main">
      <h1 className="unseen">Fleet</h1>
      {data ? <EmptyFleet /> : null}
      {!data && error ? (
        <ErrorState
          title="The fleet cannot be shown"
          details={error instanceof AnswerError ? error.details : String(error)}
          onRetry={() => void refetch()}
        >
          <p>{error.message} This page goes on trying by itself.</p>
        </ErrorState>
      ) : null}
      {data || error ? null : (
        <LoadingState title="Fleet" what="waiting for the first picture of the fleet" onRetry={() => void refetch()} />
      )}
    </main>
  );
}
