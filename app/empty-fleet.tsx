'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { EmptyState } from '#components/ui/state-box.tsx';
import { sourcesQuery } from '#lib/client/sources-query.ts';

/** A fleet of nothing: what of the configuration can't be used, and how to connect clusters. */
export function EmptyFleet() {
  const own = useQuery(sourcesQuery).data?.own ?? [];
  return (
    <EmptyState title="No cluster is configured">
      {own.length > 0 ? (
        <ul role="alert">
          {own.map(({ part, message }) => (
            <li key={`${part} ${message}`}>
              <code>{part}</code>: {message}
            </li>
          ))}
        </ul>
      ) : null}
      <p>
        Causeway reads every context of your kubeconfig, the YAML file with clusters, users and contexts that kubectl
        uses. Set <code>KUBECONFIG</code> to it, or name clusters in <code>causeway.yaml</code>, and start Causeway
        again; clusters and the links between them appear here by themselves. <code>npm run demo</code> shows a
        simulated fleet.
      </p>
      <Link className="btn" href="/sources">
        Show what is read
      </Link>
    </EmptyState>
  );
}
