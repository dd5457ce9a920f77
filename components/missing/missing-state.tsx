'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useMemo } from 'react';
import { EmptyState } from '#components/ui/state-box.tsx';
import { fleetQuery } from '#lib/client/fleet-query.ts';
import { similarLinks } from '#lib/client/similar-links.ts';
import { similarNames } from '#lib/model/similar-names.ts';

const WHY = {
  link: 'No system names the two clusters as peers, nothing expects the link, and no history of it is kept.',
  cluster: 'No context claims this name, and nobody speaks of it.',
};

/** The address of a link or a cluster that is not there: why, what may have been meant, and the way back. */
export function MissingState({ kind, id }: { kind: 'link' | 'cluster'; id: string }) {
  const { data: fleet } = useQuery(fleetQuery);
  const meant = useMemo(() => {
    if (!fleet) return [];
    if (kind === 'link') return similarLinks(id, fleet);
    return similarNames(
      id,
      fleet.clusters.map((cluster) => cluster.id),
    );
  }, [fleet, kind, id]);
  return (
    <EmptyState title={`There is no ${kind} ${id}`}>
      <p>{WHY[kind]}</p>
      {meant.length > 0 ? (
        <nav aria-label="Similar names">
          Similar names:{' '}
          {meant.map((each, index) => (
            <span key={each}>
              {index > 0 ? ', ' : ''}
              <Link href={`/${kind}s/${encodeURIComponent(each)}`}>{each}</Link>
            </span>
          ))}
        </nav>
      ) : null}
      <Link className="btn" href="/">
        Show the fleet
      </Link>
    </EmptyState>
  );
}
