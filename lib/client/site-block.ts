import { type Counts, compareMarks, type Mark, worstMark } from '#lib/model/status.ts';
import type { FleetView, SiteRows } from './fleet-view.ts';

/** All directions from the clusters of one site to those of another (or its own): a block of the matrix. */
export interface SiteBlock {
  from: SiteRows;
  to: SiteRows;
  counts: Counts;
  worst: Mark;
}

/** Every block that has links, row by row. */
export function siteBlocks(view: FleetView): SiteBlock[] {
  return view.sites.flatMap((from) =>
    view.sites.flatMap((to) => {
      const counts = view.count(from, to);
      return counts.total === 0 ? [] : [{ from, to, counts, worst: worstMark(counts) }];
    }),
  );
}

/** Blocks that are not up, worst first, then by the share that is so bad. */
export function badBlocks(blocks: readonly SiteBlock[]): SiteBlock[] {
  const share = ({ counts, worst }: SiteBlock) => counts[worst] / counts.total;
  return blocks
    .filter((block) => block.worst !== 'up')
    .sort((p, q) => compareMarks(p.worst, q.worst) || share(q) - share(p));
}
