'use client';

import { useQuery } from '@tanstack/react-query';
import { MissingState } from '#components/missing/missing-state.tsx';
import { UnansweredPage } from '#components/shell/unanswered-page.tsx';
import { clusterQuery } from '#lib/client/cluster-query.ts';
import { useMovedAddress } from '#lib/client/use-moved-address.ts';
import { HearsayPage } from './hearsay-page.tsx';
import { ReadPage } from './read-page.tsx';

/** `/clusters/[id]`: one cluster, by its own word, or by what others say when nobody lets us read it. `missing`: the server knows that it is not there. */
export function ClusterScreen({ id, missing = false }: { id: string; missing?: boolean }) {
  const { data: cluster, error, refetch } = useQuery(clusterQuery(id));
  useMovedAddress('clusters', id, cluster?.id);
  if (cluster)
    return cluster.reading === 'hearsay' ? <HearsayPage cluster={cluster} /> : <ReadPage cluster={cluster} />;
  return (
    <UnansweredPage
      title={id}
      what="reading the cluster"
      failed="This cluster cannot be shown"
      error={error}
      onRetry={() => void refetch()}
      missing={<MissingState kind="cluster" id={id} />}
      isMissing={missing}
    />
  );
}
