'use client';
import Link from 'next/link';
import { Age } from '#components/ui/age.tsx';
import { Badges } from '#components/ui/badge.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import { KeyHint } from '#components/ui/key-hint.tsx';
import { Name } from '#components/ui/name.tsx';
import { Tally } from '#components/ui/tally.tsx';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { systemName } from '#lib/client/use-system-name.ts';
import { linkId } from '#lib/model/identity.ts';
import { compareMarks, type Mark } from '#lib/model/status.ts';

const READING = {
  read: 'read by us',
  unread: 'cannot be read; its peers go on judging its links',
  hearsay: 'only others speak of it; no context reads it',
  waiting: 'the first answer is still due',
};

interface Peer {
  row: number;
  out: Mark | undefined;
  back: Mark | undefined;
}

/** The peers of a cluster, worst first, then in the order of the drawing. */
function peersOf(view: FleetView, row: number): Peer[] {
  const worse = ({ out = 'up', back = 'up' }: Peer): Mark => (compareMarks(out, back) <= 0 ? out : back);
  return view.clusters
    .map((_, other) => ({ row: other, out: view.mark(row, other), back: view.mark(other, row) }))
    .filter(({ out, back }) => out || back)
    .sort((a, b) => compareMarks(worse(a), worse(b)));
}

/** The selected cluster: whether we read it, and its links, worst first. */
export function ClusterPanel({
  view,
  row,
  onLink,
}: {
  view: FleetView;
  row: number;
  onLink: (link: string, from: string) => void;
}) {
  const cluster = view.clusters[row];
  if (!cluster) return null;
  const site = view.sites[view.siteIndex[row] ?? 0]?.site;
  // What runs in a cluster is its own word: it wears the clock when it is said no more.
  const unread = cluster.reading === 'unread';
  return (
    <>
      <div className="cap clip where">
        {['Cluster', site?.name].filter(Boolean).join(' · ')}
        {cluster.systems.length === 0 ? null : (
          <>
            {' · '}
            {unread ? <Glyph mark="stale" size={11} /> : null}{' '}
            {cluster.systems.map((id) => systemName(view.fleet.systemNames, id)).join(' · ')}
          </>
        )}
      </div>
      <h2>
        <bdi>{cluster.name}</bdi>
      </h2>
      <p className="row own">
        <Badges status={cluster.status} conflict={cluster.conflict} />{' '}
        <span className="ink2">{READING[cluster.reading]}</span>
        {cluster.observedAt === null && cluster.reading !== 'unread' ? null : (
          <span className="muted">
            {unread ? 'last answer ' : ''}
            <Age at={cluster.observedAt} old={unread || undefined} />
          </span>
        )}
      </p>
      {cluster.words.text && cluster.reading !== 'read' ? (
        <p className="ink2 sentence">
          <bdi>{cluster.words.text}</bdi>
        </p>
      ) : null}
      <section>
        <div className="row spread">
          <span className="cap">Links, worst first: out, in</span>
          <Tally counts={view.countTouching(row)} most={3} />
        </div>
        <ul className="peers">
          {peersOf(view, row).map(({ row: other, out, back }) => {
            const peer = view.clusters[other];
            return peer ? (
              <li key={peer.id}>
                <button type="button" onClick={() => onLink(linkId(cluster.id, peer.id), cluster.id)}>
                  {out ? <Glyph mark={out} size={12} /> : <span />}
                  {back ? <Glyph mark={back} size={12} /> : <span />}
                  <Name text={peer.name} cut="middle" />
                </button>
              </li>
            ) : null;
          })}
        </ul>
      </section>
      <div className="actions">
        <Link className="btn primary" href={`/clusters/${encodeURIComponent(cluster.id)}`}>
          Open cluster <KeyHint keys="↵" />
        </Link>
        <CopyButton text={() => window.location.href}>Copy view URL</CopyButton>
      </div>
    </>
  );
}

/** The selected site: its clusters with the worst of each. */
export function SitePanel({
  view,
  site,
  onCluster,
}: {
  view: FleetView;
  site: string;
  onCluster: (cluster: string) => void;
}) {
  const rows = view.sites.find((each) => each.site.id === site);
  if (!rows) return <p className="muted">No site has this name any more.</p>;
  const { name, provider, region, kind, counts } = rows.site;
  return (
    <>
      <div className="cap clip">
        {['Site', kind === 'unplaced' ? '' : kind, provider, region].filter(Boolean).join(' · ')}
      </div>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p className="row own">
        <Tally counts={counts} /> <span className="muted">directions</span>
      </p>
      <section>
        <span className="cap">Clusters</span>
        <ul className="peers">
          {view.clusters.slice(rows.start, rows.end).map((cluster, index) => (
            <li key={cluster.id}>
              <button type="button" className="wide" onClick={() => onCluster(cluster.id)}>
                <Glyph mark={cluster.conflict ? 'conflict' : cluster.status} size={12} />
                <Name text={cluster.name} cut="middle" />
                <Tally counts={view.countTouching(rows.start + index)} most={2} />
              </button>
            </li>
          ))}
        </ul>
      </section>
      <div className="actions">
        <CopyButton text={() => window.location.href}>Copy view URL</CopyButton>
      </div>
    </>
  );
}
