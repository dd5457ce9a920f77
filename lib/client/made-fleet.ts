import { type FleetCluster, type FleetMatrix, LAYER_LETTERS, STATUS_LETTERS } from '#lib/api/fleet.ts';
import { toInstant } from '#lib/api/instant.ts';
import type { Site } from '#lib/model/cluster.ts';
import type { Layer } from '#lib/model/layer.ts';
import { countMarks, type Judged, rollUp, type Status } from '#lib/model/status.ts';

/** What is made up of one direction; nothing where there is no link. */
export interface MadeDirection {
  status: Status;
  conflict?: boolean;
  layer?: Layer;
  rttMs?: number | null;
}

export interface MadeSite {
  id: string;
  name: string;
  kind: Site['kind'];
  provider?: string;
  region?: string;
  clusters: string[];
}

const NOW = Date.UTC(2026, 10, 27, 9, 41, 7);
const SINCE = Date.UTC(2026, 10, 27, 9, 12, 58);

/** A fleet as the API tells it, made up for tests of drawings: `judge` says what each direction is. */
export function makeFleet(
  places: readonly MadeSite[],
  judge: (from: string, to: string) => MadeDirection | null,
  own: Record<string, Partial<FleetCluster>> = {},
  now = NOW,
): FleetMatrix {
  const ids = places.flatMap((place) => place.clusters);
  const siteOf = new Map(places.flatMap((place) => place.clusters.map((id) => [id, place.id])));
  const directions: (Judged & { from: string; to: string })[] = [];
  const cells: FleetMatrix['cells'] = {
    zeroAt: Math.floor(now / 1000),
    status: '',
    conflict: '',
    layer: '',
    since: [],
    rttMs: [],
    lossPercent: [],
    observedAt: [],
  };
  for (const from of ids) {
    for (const to of ids) {
      const made = from === to ? null : judge(from, to);
      if (made) directions.push({ from, to, status: made.status, conflict: made.conflict ?? false });
      cells.status += made ? STATUS_LETTERS[made.status] : '.';
      cells.conflict += made?.conflict ? '1' : '0';
      cells.layer += made?.layer ? LAYER_LETTERS[made.layer] : '.';
      cells.since.push(made ? SINCE / 1000 - cells.zeroAt : null);
      cells.rttMs.push(made?.rttMs ?? null);
      cells.lossPercent.push(made ? 0 : null);
      cells.observedAt.push(made ? -3 : null);
    }
  }
  const touching = (wanted: (id: string) => boolean) => directions.filter(({ from, to }) => wanted(from) || wanted(to));
  return {
    revision: 1,
    generatedAt: toInstant(now),
    name: 'retail',
    simulated: null,
    systemNames: { submariner: 'Submariner' },
    totals: countMarks(directions),
    links: directions.length / 2,
    sites: places.map((place) => {
      const list = touching((id) => siteOf.get(id) === place.id);
      return {
        id: place.id,
        name: place.name,
        kind: place.kind,
        provider: place.provider ?? null,
        region: place.region ?? null,
        clusters: place.clusters,
        ...rollUp(list),
        counts: countMarks(list),
      };
    }),
    clusters: ids.map((id) => ({
      id,
      name: id,
      site: siteOf.get(id) ?? '',
      reading: 'read',
      status: 'up',
      conflict: false,
      since: toInstant(SINCE),
      words: { id: 'read', params: {}, text: 'read' },
      observedAt: toInstant(now - 3000),
      systems: ['submariner'],
      counts: countMarks(touching((other) => other === id)),
      ...own[id],
    })),
    cells,
  };
}

const RETAIL: MadeSite[] = [
  {
    id: 'fra',
    name: 'Frankfurt DC',
    kind: 'on-prem',
    region: 'FR5 hall 2',
    clusters: ['fra-core', 'fra-stock', 'fra-legacy'],
  },
  { id: 'lej', name: 'Leipzig fulfilment', kind: 'edge', clusters: ['lej-robot', 'lej-scan'] },
  {
    id: 'dub',
    name: 'AWS Dublin',
    kind: 'cloud',
    provider: 'aws',
    region: 'eu-west-1',
    clusters: ['dub-data', 'dub-pay', 'dub-shop'],
  },
  {
    id: 'ams',
    name: 'Azure Amsterdam',
    kind: 'cloud',
    provider: 'azure',
    region: 'westeurope',
    clusters: ['ams-bi', 'ams-crm'],
  },
  {
    id: 'bru',
    name: 'GCP Belgium',
    kind: 'cloud',
    provider: 'gcp',
    region: 'europe-west1',
    clusters: ['bru-ml', 'bru-search'],
  },
];

const NOT_LINKED = new Set([
  'dub-shop~fra-legacy',
  'ams-crm~fra-legacy',
  'bru-search~fra-legacy',
  'bru-ml~fra-legacy',
  'fra-legacy~lej-robot',
  'ams-crm~lej-robot',
  'bru-search~lej-robot',
  'ams-bi~lej-robot',
]);

function judgeRetail(from: string, to: string): MadeDirection | null {
  const link = [from, to].sort().join('~');
  if (NOT_LINKED.has(link)) return null;
  const [a, b] = [from.slice(0, 3), to.slice(0, 3)];
  if (link === 'bru-ml~lej-robot') return { status: 'stale', rttMs: 19.3 };
  if (link === 'bru-ml~lej-scan') return { status: 'unknown' };
  if (from === 'ams-crm' || to === 'ams-crm') return { status: 'maintenance', rttMs: 9.1 };
  if ((a === 'fra' || a === 'lej') && b === 'dub')
    return { status: 'down', conflict: true, layer: 'path', rttMs: 24.6 };
  if (from === 'ams-bi' && to === 'bru-ml') return { status: 'up', conflict: true, rttMs: 6.4 };
  if (link === 'bru-search~dub-data') return { status: 'degraded', layer: 'path', rttMs: 61.8 };
  return { status: 'up', rttMs: a === b ? 0.4 : 8 + ((from.length * 7 + to.length * 3) % 17) };
}

/**
 * A made-up fleet of 12 clusters at 5 sites, 58 links: a black hole one way from Frankfurt and Leipzig to Dublin, one
 * cluster that cannot be read, one in maintenance, one conflict over something that works.
 */
export function retailFleet(now = NOW): FleetMatrix {
  return makeFleet(
    RETAIL,
    judgeRetail,
    {
      'lej-robot': { reading: 'unread', status: 'stale', observedAt: toInstant(now - 372_000) },
      'ams-crm': { status: 'maintenance' },
    },
    now,
  );
}

const PLACES = ['Frankfurt DC', 'Leipzig', 'AWS Dublin', 'Azure Amsterdam', 'GCP Belgium', 'Madrid DC', 'AWS Paris'];

/** A large fleet, every cluster linked with every other: `clusters` of them at `sites` sites, one block of them down. */
export function largeFleet(clusters: number, sites: number, now = NOW): FleetMatrix {
  const places: MadeSite[] = Array.from({ length: sites }, (_, index) => ({
    id: `s${index}`,
    name: `${PLACES[index % PLACES.length]}${index < PLACES.length ? '' : ` ${Math.floor(index / PLACES.length) + 1}`}`,
    kind: 'cloud',
    clusters: [],
  }));
  for (let index = 0; index < clusters; index += 1) places[index % sites]?.clusters.push(`c${index}-s${index % sites}`);
  const site = (id: string) => Number(id.split('-s')[1]);
  const number = (id: string) => Number(id.slice(1).split('-')[0]);
  return makeFleet(
    places,
    (from, to) => {
      if (number(from) === 44 || number(to) === 44) return { status: 'maintenance', rttMs: 5 };
      if (site(from) === 0 && site(to) === 2) return { status: 'down', conflict: true, layer: 'path', rttMs: 24.6 };
      if (site(from) === 3 && site(to) === 1) return { status: 'degraded', layer: 'path', rttMs: 60 };
      const chance = (number(from) * 7919 + number(to) * 104_729) % 997;
      if (chance === 1) return { status: 'degraded', layer: 'path', rttMs: 60 };
      if (chance === 2) return { status: 'up', conflict: true, rttMs: 6 };
      if (chance === 3) return { status: 'stale' };
      if (chance === 4) return { status: 'unknown' };
      return { status: 'up', rttMs: 10 + (chance % 30) };
    },
    {},
    now,
  );
}
