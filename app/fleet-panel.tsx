'use client';
import { BlockList } from '#components/matrix/site-grid.tsx';
import { MissingState } from '#components/missing/missing-state.tsx';
import { ClusterPanel, SitePanel } from '#components/panel/cluster-panel.tsx';
import { FilteredPanel } from '#components/panel/filtered-panel.tsx';
import { LinkPanel } from '#components/panel/link-panel.tsx';
import type { Selection } from '#lib/client/address.ts';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { type SiteBlock, siteBlocks } from '#lib/client/site-block.ts';
import type { Place } from '#lib/client/worst-directions.ts';
import { linkEnds } from '#lib/model/identity.ts';
import '#components/panel/panel.css';

const SHAPES: readonly [string, string][] = [
  ['block', 'two sites share a circuit or a carrier'],
  ['row', 'one cluster cannot send: gateway, policy'],
  ['column', 'one cluster cannot be reached'],
  ['cross', 'one cluster as a whole: maintenance'],
  ['clock', 'beside a row: cannot be read, its peers judge it'],
  ['single', 'look at the tunnel between the two'],
];

/** Nothing is selected: which blocks are not up, and how to read them. */
function Overview({ view, onBlock }: { view: FleetView; onBlock: (block: SiteBlock) => void }) {
  return (
    <>
      <h2>What is not up</h2>
      <p className="muted">From site to site, worst first. A line lists its directions; each of them says why.</p>
      <section>
        <BlockList blocks={siteBlocks(view)} most={14} onBlock={onBlock} />
      </section>
      <section>
        <div className="cap">Reading the shape of the matrix</div>
        <dl className="shape">
          {SHAPES.map(([shape, meaning]) => (
            <div key={shape}>
              <dt>{shape}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function Selected({
  view,
  selection,
  dir,
  onSelect,
}: {
  view: FleetView;
  selection: Selection;
  dir: string;
  onSelect: (selection: Selection | null, from?: string) => void;
}) {
  const onLink = (link: string, from: string) => onSelect({ kind: 'link', link }, from);
  switch (selection.kind) {
    case 'link': {
      const [a = '', b = ''] = linkEnds(selection.link) ?? [];
      const name = (id: string) => view.clusters[view.rowOf.get(id) ?? -1]?.name ?? id;
      return (
        <LinkPanel
          key={selection.link}
          id={selection.link}
          dir={dir}
          names={[name(a), name(b)]}
          missing={<MissingState kind="link" id={selection.link} />}
        />
      );
    }
    case 'cluster': {
      const row = view.rowOf.get(selection.cluster);
      if (row === undefined) return <p className="muted">No cluster has this name any more.</p>;
      return <ClusterPanel view={view} row={row} onLink={onLink} />;
    }
    case 'site':
      return (
        <SitePanel view={view} site={selection.site} onCluster={(cluster) => onSelect({ kind: 'cluster', cluster })} />
      );
  }
}

/** The panel beside the drawing: what is selected, else what is not up. On a narrow screen a sheet that is there only for a selection. */
export function FleetPanel({
  view,
  filter,
  worst,
  selection,
  dir,
  onSelect,
  onBlock,
}: {
  view: FleetView;
  filter: FleetFilter;
  /** What the filter keeps and is not up, worst first. */
  worst: readonly Place[];
  selection: Selection | null;
  dir: string;
  onSelect: (selection: Selection | null, from?: string) => void;
  onBlock: (block: SiteBlock) => void;
}) {
  return (
    <aside className={selection ? 'panel sheet' : 'panel idle'} aria-label={selection ? 'Selected' : 'What is not up'}>
      {selection ? (
        <>
          <button type="button" className="close" aria-label="Close the panel" onClick={() => onSelect(null)}>
            ✕
          </button>
          <Selected view={view} selection={selection} dir={dir} onSelect={onSelect} />
        </>
      ) : (
        <>
          {filter.isOff ? null : (
            <FilteredPanel
              view={view}
              filter={filter}
              places={worst}
              onLink={(link, from) => onSelect({ kind: 'link', link }, from)}
            />
          )}
          <Overview view={view} onBlock={onBlock} />
        </>
      )}
    </aside>
  );
}
