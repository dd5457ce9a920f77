import { type Counts, emptyCounts } from '#lib/model/status.ts';
import type { Address } from './address.ts';
import { isFiltered } from './address.ts';
import type { FleetView } from './fleet-view.ts';

/** Which directions a filter keeps, and the counts inside and outside it. */
export interface FleetFilter {
  keeps(row: number, column: number): boolean;
  /** Nothing is filtered: everything is kept. */
  isOff: boolean;
  inside: Counts;
  outside: Counts;
  /** Filters that name what is not in this fleet, so that they keep nothing. */
  nothing: readonly NamesNothing[];
}

/** One of them: `no site nowhere`, and the change of the address that takes it back. */
export interface NamesNothing {
  kind: 'status' | 'site' | 'place' | 'system';
  value: string;
  without: Partial<Address>;
}

function subtract(all: Counts, part: Counts): Counts {
  const rest = emptyCounts();
  for (const key of Object.keys(rest) as (keyof Counts)[]) rest[key] = all[key] - part[key];
  return rest;
}

/**
 * The filter of an address on a fleet. A place (`site`, `from`, `to`) is the id of a site or a cluster. A system is one
 * that both ends run. Every free word must stand in one of the two ends' id, name, site or systems.
 */
export function filterFleet(view: FleetView, address: Address): FleetFilter {
  const everything = view.count(view.all, view.all);
  if (!isFiltered(address)) {
    return { keeps: () => true, isOff: true, inside: everything, outside: emptyCounts(), nothing: [] };
  }
  const nothing = namesNothing(view, address);
  const words = address.q.toLowerCase().split(/\s+/).filter(Boolean);
  const siteAt = (row: number) => view.sites[view.siteIndex[row] ?? 0]?.site;
  const isAt = (row: number, place: string) => view.clusters[row]?.id === place || siteAt(row)?.id === place;
  const ends = view.clusters.map((cluster, row) => ({
    atFrom: !address.from || isAt(row, address.from),
    atTo: !address.to || isAt(row, address.to),
    atSite: Boolean(address.site) && isAt(row, address.site),
    runs: !address.system || cluster.systems.includes(address.system),
    words: words.map((word) =>
      [cluster.id, cluster.name, siteAt(row)?.id ?? '', siteAt(row)?.name ?? '', ...cluster.systems]
        .join(' ')
        .toLowerCase()
        .includes(word),
    ),
  }));
  const keeps = (row: number, column: number): boolean => {
    const [from, to] = [ends[row], ends[column]];
    const mark = view.mark(row, column);
    if (!from || !to || !mark) return false;
    if (address.status.length + address.strange.length > 0 && !address.status.includes(mark)) return false;
    if (!from.atFrom || !to.atTo || !from.runs || !to.runs) return false;
    if (address.site && !from.atSite && !to.atSite) return false;
    return words.every((_, index) => from.words[index] || to.words[index]);
  };
  const inside = view.count(view.all, view.all, keeps);
  return { keeps, isOff: false, inside, outside: subtract(everything, inside), nothing };
}

function namesNothing(view: FleetView, address: Address): NamesNothing[] {
  const places = new Set([...view.sites.map(({ site }) => site.id), ...view.clusters.map(({ id }) => id)]);
  const systems = new Set(view.clusters.flatMap((cluster) => cluster.systems));
  const { strange, site, from, to, system } = address;
  const all: (NamesNothing & { is: boolean })[] = [
    ...strange.map((value) => ({
      kind: 'status' as const,
      value,
      without: { strange: strange.filter((other) => other !== value) },
      is: false,
    })),
    { kind: 'site', value: site, without: { site: '' }, is: places.has(site) },
    { kind: 'place', value: from, without: { from: '' }, is: places.has(from) },
    { kind: 'place', value: to, without: { to: '' }, is: places.has(to) },
    { kind: 'system', value: system, without: { system: '' }, is: systems.has(system) },
  ];
  return all.flatMap(({ is, ...each }) => (is || each.value === '' ? [] : [each]));
}
