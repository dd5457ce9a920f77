'use client';

import { useQueries } from '@tanstack/react-query';
import { clusterSentence } from '#components/cluster/cluster-sentence.ts';
import { configurationFor, speakersOf } from '#components/cluster/hearsay.ts';
import { HearsayTable } from '#components/cluster/hearsay-table.tsx';
import { peerLinks } from '#components/cluster/peer-links.ts';
import { PeerTable } from '#components/cluster/peer-table.tsx';
import { FindingLines } from '#components/finding/finding-lines.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { useNow } from '#components/ui/clock.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import { PageHead, SectionHead } from '#components/ui/page-head.tsx';
import { Tally } from '#components/ui/tally.tsx';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import { linkQuery } from '#lib/client/link-query.ts';

/** Peers whose words are read. */
const MOST_ASKED = 4;

const MINUTE_MS = 60_000;

/** A cluster that is known by hearsay only: every fact under its speaker, and first of all what would make it readable. */
export function HearsayPage({ cluster }: { cluster: ClusterDetail }) {
  const now = useNow();
  const links = peerLinks(cluster);
  const name = cluster.name || cluster.id;
  // Who names it says so of the link: a few of them are asked, for their words stand side by side.
  const details = useQueries({ queries: links.slice(0, MOST_ASKED).map(({ link }) => linkQuery(link.id)) });
  const found = details.flatMap(({ data }) => data ?? []);
  const speakers = speakersOf(
    cluster.id,
    [...cluster.observations, ...found.flatMap((link) => link.observations)],
    found.flatMap((link) => link.tunnels),
  );
  const configuration = configurationFor(cluster);
  return (
    <main id="main">
      <PageHead
        crumbs={[
          { label: 'Fleet', href: `/?sel=cluster:${cluster.id}` },
          { label: cluster.site },
          { label: cluster.id },
        ]}
        sentence={clusterSentence(cluster, now)}
        actions={<CopyButton text={() => window.location.href}>Copy view URL</CopyButton>}
      >
        <Badge mark="unknown">never read</Badge>
        <span>known by hearsay only</span>
        <span>
          <Tally counts={cluster.counts} />
          {links.length > 0 ? (
            <>
              {' '}
              directions, each on <b>1 of 2 witnesses</b>
            </>
          ) : null}
        </span>
        <span>no context of the kubeconfig claims the alias</span>
      </PageHead>
      <div className="cols">
        <div>
          <HearsayTable speakers={speakers} asking={details.some(({ isPending }) => isPending)} />
          <section className="after" aria-label="Links">
            <SectionHead title="Links">judged by the peer’s end alone</SectionHead>
            <PeerTable id={cluster.id} links={links} now={now - (now % MINUTE_MS)} />
            <p className="quiet">
              none: round trip and loss belong to the side that measured, and the figures of {name} never reach us.
            </p>
          </section>
          {cluster.findings.length > 0 ? <FindingLines findings={cluster.findings} now={now} nothing="" /> : null}
        </div>
        <aside aria-label="To read it">
          <SectionHead title="To read it" />
          <div className="cmd readable">
            <div className="q">
              <b>causeway.yaml</b> <span className="muted">reads only</span>
            </div>
            <div className="line">
              <pre>
                <code>{configuration}</code>
              </pre>
              <CopyButton text={configuration} small>
                Copy
              </CopyButton>
            </div>
          </div>
          <p className="aside-note">
            When a context claims the alias it takes over these links and their history, and this address redirects.
          </p>
          <SectionHead title="Sources of this cluster" />
          <p className="aside-note">
            None. That is not a failure: nobody asked us to read it. A configured cluster that falls silent looks
            otherwise: <Glyph mark="stale" size={12} label={false} /> stale, with its last age.
          </p>
          <SectionHead title="Exports and imports" />
          <p className="aside-note">Its exports and imports are its own matter: nothing to judge.</p>
        </aside>
      </div>
    </main>
  );
}
