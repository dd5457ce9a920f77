'use client';

import dynamic from 'next/dynamic';
import { useCallback, useMemo } from 'react';
import { ClusterFacts } from '#components/cluster/cluster-facts.tsx';
import { clusterSentence } from '#components/cluster/cluster-sentence.ts';
import { ClusterServices } from '#components/cluster/cluster-services.tsx';
import { GatewayTable } from '#components/cluster/gateway-table.tsx';
import { ObservationList } from '#components/cluster/observation-list.tsx';
import { peerLinks } from '#components/cluster/peer-links.ts';
import { PeerTable } from '#components/cluster/peer-table.tsx';
import { FindingLines } from '#components/finding/finding-lines.tsx';
import { ClusterSources } from '#components/source/source-list.tsx';
import { countSources, sourcesTally } from '#components/source/source-sentence.ts';
import type { Peer } from '#components/timeline/peer-history.ts';
import { rangeOf } from '#components/timeline/range.ts';
import { ViewActions } from '#components/timeline/view-actions.tsx';
import { Age } from '#components/ui/age.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { useNow } from '#components/ui/clock.ts';
import { PageHead, SectionHead } from '#components/ui/page-head.tsx';
import { EmptyState, LoadingState } from '#components/ui/state-box.tsx';
import { Tally } from '#components/ui/tally.tsx';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import { cursorOf, cursorText, useParameters } from '#lib/client/use-parameters.ts';
import { useSites } from '#lib/client/use-sites.ts';
import { markOf } from '#lib/model/status.ts';

const PeerTimeline = dynamic(
  () => import('#components/timeline/peer-timeline.tsx').then((module) => module.PeerTimeline),
  {
    ssr: false,
    loading: () => (
      <div className="band">
        <LoadingState title="History" what="loading the charts" />
      </div>
    ),
  },
);

const MINUTE_MS = 60_000;

/** A cluster that we read, or whose context we have: its links, what it says, and its peers over time. */
export function ReadPage({ cluster }: { cluster: ClusterDetail }) {
  const now = useNow();
  const [search, set] = useParameters();
  const sites = useSites();
  const range = rangeOf(search.get('range'));
  const onCursor = useCallback((at: number | null) => set({ cursor: cursorText(at) }), [set]);
  const links = useMemo(() => peerLinks(cluster), [cluster]);
  const siteOrder = useMemo(() => (sites ?? []).map(({ id }) => id), [sites]);
  const peers = useMemo<Peer[]>(() => {
    const nameOf = new Map(sites?.map(({ id, name }) => [id, name]));
    const siteOf = new Map(cluster.peers.map(({ id, site }) => [id, site]));
    const way = (direction: (typeof links)[number]['out']) => ({
      mark: markOf(direction),
      conflict: direction.conflict,
      since: direction.since === null ? null : Date.parse(direction.since),
    });
    return links.map(({ link, peer, out, back }) => {
      const site = siteOf.get(peer) ?? 'unplaced';
      return { id: peer, link: link.id, site, siteName: nameOf.get(site) ?? site, out: way(out), back: way(back) };
    });
  }, [links, sites, cluster.peers]);
  const siteName = sites?.find(({ id }) => id === cluster.site)?.name ?? cluster.site;
  const dark = links.filter(({ out, back }) => out.status === 'down' || back.status === 'down').length;
  return (
    <main id="main">
      <PageHead
        crumbs={[{ label: 'Fleet', href: `/?sel=cluster:${cluster.id}` }, { label: siteName }, { label: cluster.id }]}
        sentence={clusterSentence(cluster, now)}
        actions={<ViewActions range={range} onRange={(value) => set({ range: value }, 'push')} />}
      >
        {cluster.reading === 'read' ? null : (
          <Badge mark={cluster.status}>{cluster.observedAt === null ? 'never read' : 'not read'}</Badge>
        )}
        <span>
          <Tally counts={cluster.counts} />{' '}
          {links.length > 0 ? (
            <span className="muted">
              directions on {links.length} {links.length === 1 ? 'link' : 'links'}
            </span>
          ) : null}
        </span>
        <span>
          {cluster.reading === 'read' ? 'we read this cluster, newest answer ' : 'last answer '}
          <Age at={cluster.observedAt} staleAfterMs={cluster.reading === 'read' ? Number.POSITIVE_INFINITY : 0} />
        </span>
      </PageHead>
      <div className="cols">
        <div>
          <SectionHead title="Links">
            worst first, both directions; loss small / full size, over the last 30 calls; largest packet that passes
          </SectionHead>
          {links.length === 0 ? (
            <EmptyState title="No links">
              <p>No system in this cluster names a peer, and nothing is expected.</p>
            </EmptyState>
          ) : (
            <PeerTable id={cluster.id} links={links} now={now - (now % MINUTE_MS)} />
          )}
          <FindingLines
            findings={cluster.findings}
            now={now}
            nothing="No rule has anything to say about this cluster."
          />
        </div>
        <aside aria-label="The cluster">
          <ClusterFacts cluster={cluster} siteName={siteName} />
          <GatewayTable cluster={cluster} dark={dark} />
        </aside>
      </div>
      {links.length > 0 ? (
        <PeerTimeline
          self={cluster.id}
          peers={peers}
          siteOrder={siteOrder}
          range={range}
          cursorAt={cursorOf(search)}
          onCursor={onCursor}
        />
      ) : null}
      <div className="band two">
        <ClusterServices cluster={cluster} />
        <ObservationList cluster={cluster} />
      </div>
      <section className="band" aria-label="Sources of this cluster">
        <SectionHead title="Sources of this cluster">{sourcesTally(countSources(cluster.sources))}</SectionHead>
        <ClusterSources sources={cluster.sources} now={now} />
      </section>
    </main>
  );
}
