import type { Alias, Cluster } from '#lib/model/cluster.ts';
import type { Link } from '#lib/model/link.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { subjectKey } from '#lib/model/subject.ts';
import { type ClusterWord, clusterWords } from './cluster-word.ts';
import { aboutLink } from './testimony.ts';

/** What is announced is synced within 2 s; a takeover may leave the old announcement for a while, milliseconds. */
const SYNC_MS = 60_000;
/** Peers that are named beside a broker. */
const FEW_PEERS = 3;

/** The end of its tunnels that a cluster itself says leads, long enough to be known everywhere. */
export interface OwnEnd {
  word: ClusterWord;
  cable: string;
  since: number;
  alias: Alias;
}

/** A place where another end than the leading one is announced, or none. */
export interface Elsewhere {
  /** The cluster in which it stands so. */
  at: string;
  /** That cluster hosts the broker; otherwise it is a peer. */
  broker: boolean;
  cables: string[];
  said: Observation[];
}

/** What the announcements of one instant come to. */
export interface Announcements {
  /** Ends that their own side did not get out, and where they are missing; a missing word of their own namespace apart. */
  unpublished: { end: OwnEnd; missingHere: boolean; places: Elsewhere[] }[];
  /** Peers that did not hear of ends which are published. */
  outOfDate: Map<string, { end: OwnEnd; place: Elsewhere }[]>;
}

type View = Readonly<Pick<Snapshot, 'clusters' | 'links' | 'observations'>>;

const computed = new WeakMap<View['observations'], { now: number; announcements: Announcements }>();

/** Compares what clusters say of their own ends with what brokers and peers know of them: once for all rules of one run. */
export function announcementsOf(view: View, now: number): Announcements {
  const { clusters, links, observations } = view;
  const before = computed.get(observations);
  if (before && before.now === now) return before.announcements;
  const announcements = compare({ clusters, links, observations }, now);
  computed.set(observations, { now, announcements });
  return announcements;
}

function compare(view: View, now: number): Announcements {
  const words = clusterWords(view, 'ownCable', now);
  const ends = words.flatMap((word) => settledEnd(word, now));
  const brokers = brokersOf(view, now);
  const known = ends.map((end) => knownOf(end, brokers, now));
  const watched = peersBehind(view, known, words, now);
  const announcements: Announcements = { unpublished: [], outOfDate: new Map() };
  const late: { end: OwnEnd; place: Elsewhere }[] = [];
  for (const { end, missingHere, asked, lacking } of known) {
    const { behind: peers = [], readers = 0 } = watched.get(end.word.cluster.id) ?? {};
    // Where no broker is read, a peer that knows the end proves that it got out.
    const nobodyHeard = asked === 0 && peers.length > 0 && peers.length === readers;
    if (missingHere || lacking.length > 0 || nobodyHeard)
      announcements.unpublished.push({ end, missingHere, places: [...lacking, ...peers] });
    else late.push(...peers.map((place) => ({ end, place })));
  }
  // A cluster that gets nothing out hears nothing either: one cause.
  const mute = new Set(announcements.unpublished.map(({ end }) => end.word.cluster.id));
  announcements.outOfDate = Map.groupBy(
    late.filter(({ place }) => !mute.has(place.at)),
    ({ place }) => place.at,
  );
  return announcements;
}

function settledEnd(word: ClusterWord, now: number): OwnEnd[] {
  const cable = word.fact('ownCable');
  const since = word.at('ownCableSince');
  const alias = word.cluster.aliases.find(({ system }) => system === word.system);
  return cable === '' || since === null || now - since < SYNC_MS || !alias ? [] : [{ word, cable, since, alias }];
}

/** A cluster that hosts a broker: what it announces, by member, and by which scopes members know it. */
interface Broker {
  cluster: Cluster;
  system: string;
  members: Map<string, Observation[]>;
  scopes: ReadonlySet<string>;
}

function brokersOf({ clusters, observations }: View, now: number): Broker[] {
  return [...clusters.values()].flatMap((cluster) => {
    if (cluster.reading !== 'read' || cluster.status !== 'up') return [];
    const said = observations.get(subjectKey({ kind: 'cluster', cluster: cluster.id })) ?? [];
    const announced = said.filter((one) => freshUntil(one) > now && isAnnouncement(one));
    return [...Map.groupBy(announced, ({ system }) => system)].map(([system, list]): Broker => {
      const members = Map.groupBy(list, memberOf);
      const own = cluster.aliases.filter((alias) => alias.system === system);
      // A cluster that is a broker only is known by the members that it announces.
      const theirs = [...clusters.values()].flatMap(({ aliases }) =>
        aliases.filter((alias) => alias.system === system && members.has(alias.name)),
      );
      return { cluster, system, members, scopes: new Set((own.length > 0 ? own : theirs).map(({ scope }) => scope)) };
    });
  });
}

function placeOf({ cluster, members }: Broker, { alias }: OwnEnd): Elsewhere {
  const said = members.get(alias.name) ?? [];
  return { at: cluster.id, broker: true, cables: said.map(cableOf), said };
}

/** What is known of an end without its peers: how many brokers were asked, and which have another one. */
interface Known {
  end: OwnEnd;
  missingHere: boolean;
  asked: number;
  lacking: Elsewhere[];
}

function knownOf(end: OwnEnd, brokers: readonly Broker[], now: number): Known {
  const missingSince = end.word.at('missingHereSince');
  const places = brokers
    .filter(({ system, scopes }) => system === end.alias.system && scopes.has(end.alias.scope))
    .map((broker) => placeOf(broker, end));
  return {
    end,
    missingHere: missingSince !== null && now - missingSince >= SYNC_MS,
    asked: places.length,
    lacking: places.filter(({ cables }) => !cables.includes(end.cable)),
  };
}

/** What is known of one cluster while its links are gone through. */
interface Watched {
  end: OwnEnd | undefined;
  /** It tells what it was announced. */
  reads: boolean;
  /** That its end did not get out is known without its peers: a few of them are named. */
  decided: boolean;
  /** Peers that could be asked of its end, and those that announce another one. */
  readers: number;
  behind: Elsewhere[];
}

function peersBehind(
  view: View,
  known: readonly Known[],
  words: readonly ClusterWord[],
  now: number,
): ReadonlyMap<string, Watched> {
  const watched = new Map<string, Watched>();
  for (const word of words)
    watched.set(word.cluster.id, {
      end: undefined,
      reads: word.fact('announcements') === 'read',
      decided: false,
      readers: 0,
      behind: [],
    });
  for (const { end, missingHere, lacking } of known) {
    const one = watched.get(end.word.cluster.id);
    if (one) Object.assign(one, { end, decided: missingHere || lacking.length > 0 });
  }
  for (const link of view.links.values()) {
    const [a, b] = [watched.get(link.clusters[0]), watched.get(link.clusters[1])];
    if (!a || !b) continue;
    const { systems } = link;
    const asked = b.reads && a.end && systems.includes(a.end.alias.system) ? a : null;
    const other = a.reads && b.end && systems.includes(b.end.alias.system) ? b : null;
    if (asked) asked.readers += 1;
    if (other) other.readers += 1;
    // Links are many: a peer that follows a gateway which is gone does not find its tunnel in order.
    if ((!asked || hasEnough(asked)) && (!other || hasEnough(other))) continue;
    if (isInOrder(link)) continue;
    const said = announcedOn(view, link, now);
    if (asked) ask(asked, link.clusters[1], said);
    if (other) ask(other, link.clusters[0], said);
  }
  return watched;
}

function hasEnough({ decided, behind }: Watched): boolean {
  return decided && behind.length >= FEW_PEERS;
}

function isInOrder({ directions: [there, back] }: Link): boolean {
  return there.layers.tunnel?.status === 'up' && back.layers.tunnel?.status === 'up';
}

function announcedOn(view: View, link: Link, now: number): Observation[] {
  return aboutLink(view, link).filter((one) => one.evidence === null && freshUntil(one) > now && isAnnouncement(one));
}

function ask(one: Watched, peer: string, announced: readonly Observation[]): void {
  const { end } = one;
  if (!end || hasEnough(one)) return;
  const said = announced.filter((word) => word.observer === peer && memberOf(word) === end.alias.name);
  const cables = said.map(cableOf);
  if (!cables.includes(end.cable)) one.behind.push({ at: peer, broker: false, cables, said });
}

function isAnnouncement({ facts }: Observation): boolean {
  return facts.some(({ name }) => name === 'clusterId') && facts.some(({ name }) => name === 'cableName');
}

const fact = (wanted: string) => (observation: Observation) =>
  observation.facts.find(({ name }) => name === wanted)?.value ?? '';
const memberOf = fact('clusterId');
const cableOf = fact('cableName');
