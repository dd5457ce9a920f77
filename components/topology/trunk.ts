import type { FleetView } from '#lib/client/fleet-view.ts';
import { type Counts, compareMarks, MARKS, type Mark, worstMark } from '#lib/model/status.ts';

/** What runs between two sites, both directions counted apart. `a` and `b` are indexes of `FleetView.sites`. */
export interface Trunk {
  key: string;
  a: number;
  b: number;
  there: Counts;
  back: Counts;
  /** Both directions count alike: they are drawn as one line. */
  alike: boolean;
  /** Smallest round trip that was measured between the two, milliseconds. */
  rttMs: number | null;
}

/** The worst mark of either direction. */
export function worstOfTrunk({ there, back }: Trunk): Mark {
  const [a, b] = [worstMark(there), worstMark(back)];
  return compareMarks(a, b) <= 0 ? a : b;
}

/** All trunks of a fleet, worst last: they are drawn in this order, so that what is worst lies on top. */
export function makeTrunks(view: FleetView): Trunk[] {
  const trunks: Trunk[] = [];
  for (const [a, from] of view.sites.entries()) {
    for (const [b, to] of view.sites.entries()) {
      if (b <= a) continue;
      const [there, back] = [view.count(from, to), view.count(to, from)];
      if (there.total + back.total === 0) continue;
      let rttMs: number | null = null;
      for (let row = from.start; row < from.end; row += 1) {
        for (let column = to.start; column < to.end; column += 1) {
          const measured = view.cell(row, column)?.rttMs ?? view.cell(column, row)?.rttMs ?? null;
          if (measured !== null) rttMs = Math.min(rttMs ?? measured, measured);
        }
      }
      trunks.push({
        key: `${from.site.id}|${to.site.id}`,
        a,
        b,
        there,
        back,
        alike: MARKS.every((mark) => there[mark] === back[mark]),
        rttMs,
      });
    }
  }
  return trunks.sort((p, q) => compareMarks(worstOfTrunk(q), worstOfTrunk(p)) || (p.key < q.key ? -1 : 1));
}
