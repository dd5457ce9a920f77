import { Glyph } from '#components/ui/glyph.tsx';
import { Tally } from '#components/ui/tally.tsx';
import type { FleetView, SiteRows } from '#lib/client/fleet-view.ts';
import { badBlocks, type SiteBlock, siteBlocks } from '#lib/client/site-block.ts';
import type { Site } from '#lib/model/cluster.ts';
import { MARKS } from '#lib/model/status.ts';

const MOST_BLOCKS = 9;

const LONGEST_ID = 6;

/** A site in a narrow place: its id where that is short, else the start of its name. */
function shortName(site: Site): string {
  return site.id.length <= LONGEST_ID ? site.id.toUpperCase() : site.name.slice(0, LONGEST_ID);
}

/** `FRA → DUB`, `within AMS` where it is brief and ids are short, else names in full. */
function BlockName({ block: { from, to }, brief }: { block: SiteBlock; brief: boolean }) {
  const short = brief && [from.site, to.site].every(({ id }) => id.length <= LONGEST_ID);
  const name = ({ site }: SiteRows) => (short ? shortName(site) : site.name);
  if (from === to) {
    return (
      <span title={from.site.name}>
        within <bdi>{name(from)}</bdi>
      </span>
    );
  }
  return (
    <span title={`${from.site.name} → ${to.site.name}`}>
      <bdi>{name(from)}</bdi> → <bdi>{name(to)}</bdi>
    </span>
  );
}

/** Sites by sites, the worst of each block: the whole fleet in a hand's breadth. */
function SiteGrid({ view, blocks }: { view: FleetView; blocks: readonly SiteBlock[] }) {
  const at = new Map(blocks.map((block) => [`${block.from.site.id} ${block.to.site.id}`, block]));
  return (
    <table className="site-grid" aria-label="Sites, worst of each block">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">from, to</span>
          </th>
          {view.sites.map(({ site }) => (
            <th key={site.id} scope="col" title={site.name}>
              <bdi>{shortName(site)}</bdi>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.sites.map((from) => (
          <tr key={from.site.id}>
            <th scope="row" title={from.site.name}>
              <bdi>{shortName(from.site)}</bdi>
            </th>
            {view.sites.map((to) => {
              const block = at.get(`${from.site.id} ${to.site.id}`);
              return (
                <td key={to.site.id} title={`${from.site.name} → ${to.site.name}`}>
                  {block ? <Glyph mark={block.worst} size={block.worst === 'up' ? 10 : 12} /> : null}
                  {block && block.worst !== 'up' ? <b>{block.counts[block.worst]}</b> : null}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Blocks that are not up, worst first; the rest is counted by kind. */
export function BlockList({
  blocks,
  most = MOST_BLOCKS,
  brief = false,
  onBlock,
}: {
  blocks: readonly SiteBlock[];
  most?: number;
  /** Short names of sites, for a narrow place. */
  brief?: boolean;
  onBlock: (block: SiteBlock) => void;
}) {
  const bad = badBlocks(blocks);
  const rest = bad.slice(most);
  const kinds = MARKS.filter((mark) => rest.some((block) => block.worst === mark));
  // No block at all is no good news: nobody has spoken of a link.
  if (blocks.length === 0) return <p className="muted">No link is known: nothing to judge.</p>;
  if (bad.length === 0) return <p className="muted">Every block is up.</p>;
  return (
    <>
      <table className="tbl blocks" aria-label="Blocks that are not up, worst first">
        <tbody>
          {bad.slice(0, most).map((block) => (
            <tr key={`${block.from.site.id} ${block.to.site.id}`}>
              <td>
                <button type="button" className="clip" onClick={() => onBlock(block)}>
                  <BlockName block={block} brief={brief} />
                </button>
              </td>
              <td className="num">
                <Tally counts={block.counts} most={2} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rest.length > 0 ? (
        <p className="muted more-blocks">
          {rest.length} more {rest.length === 1 ? 'block' : 'blocks'}: {kinds.join(', ')}
        </p>
      ) : null}
    </>
  );
}

/** Beside the matrix of a small fleet: sites by sites, and the blocks that are not up. */
export function MatrixSide({ view, onBlock }: { view: FleetView; onBlock: (block: SiteBlock) => void }) {
  const blocks = siteBlocks(view);
  return (
    <div className="mx-side">
      <div className="cap">Sites, worst of each block</div>
      <SiteGrid view={view} blocks={blocks} />
      <div className="cap">Blocks that are not up</div>
      <BlockList blocks={blocks} brief onBlock={onBlock} />
    </div>
  );
}
