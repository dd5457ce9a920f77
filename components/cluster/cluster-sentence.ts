import type { ClusterDetail } from '#lib/api/cluster.ts';
import type { FleetDirection } from '#lib/api/fleet.ts';
import { formatInstant } from '#lib/client/format.ts';
import type { Status } from '#lib/model/status.ts';
import { type PeerLink, peerLinks } from './peer-links.ts';

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

const number = (count: number) => NUMBERS[count] ?? String(count);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The peers of some links: up to three by name, more by number. */
function named(links: readonly PeerLink[]): string {
  const names = links.map(({ peer }) => peer);
  if (names.length > 3) return `${number(names.length)} peers`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/**
 * What a cluster cannot send or hear, since when, and what it can, after whether we can read it at all. `now` is epoch
 * milliseconds.
 */
export function clusterSentence(cluster: ClusterDetail, now: number): string {
  const links = peerLinks(cluster);
  if (cluster.reading === 'hearsay') return hearsay(cluster, links);
  return [ofReading(cluster, now), ofLoss(cluster.id, links, now), ofRest(cluster.id, links, isRead(cluster))]
    .filter(Boolean)
    .join(' ');
}

/** The words of a cluster that is not read begin with what this sentence says itself. */
const PREAMBLE = /^We cannot read this cluster: /;

function ofReading({ id, reading, observedAt, since, words }: ClusterDetail, now: number): string {
  if (reading === 'read') return '';
  const why = words.text.replace(PREAMBLE, '');
  if (reading === 'waiting') return `${id} has not answered yet.`;
  if (observedAt === null) return `We have never been able to read ${id}: ${why}.`;
  const begin = since === null ? 'We' : `Since ${formatInstant(Date.parse(since), now)} we`;
  return `${begin} cannot read ${id}: ${why}; its peers go on judging its links.`;
}

/** Words of a direction in which small packets arrive and full-size ones hang. */
const FULL_SIZE_ONLY = /^probes\.(upload|download)\.hung$/;

/** Ways that are down: first where nothing arrives, then where only full-size packets are lost. */
function ofLoss(id: string, links: readonly PeerLink[], now: number): string {
  const isLost = (way: FleetDirection, large: boolean) =>
    way.status === 'down' && FULL_SIZE_ONLY.test(way.words.id) === large;
  return [false, true]
    .map((large) => {
      const out = links.filter((link) => isLost(link.out, large));
      const back = links.filter((link) => isLost(link.back, large));
      return lossOf(id, large ? 'full-size packets' : 'packets', out, back, now);
    })
    .filter(Boolean)
    .join(' ');
}

function lossOf(id: string, what: string, out: readonly PeerLink[], back: readonly PeerLink[], now: number): string {
  if (out.length + back.length === 0) return '';
  const since = earliest([...out.map((link) => link.out), ...back.map((link) => link.back)]);
  const begin = since === null ? '' : `Since ${formatInstant(since, now)}, `;
  const both = out.length === back.length && out.every((link) => back.includes(link));
  if (both && what === 'packets') return capital(`${begin}${id} and ${named(out)} do not reach each other.`);
  if (both) return capital(`${begin}${what} are lost both ways between ${id} and ${named(out)}.`);
  const sends = out.length > 0 ? `${what} from ${id} do not reach ${named(out)}` : '';
  const hears = back.length > 0 ? `${what} from ${named(back)} do not reach ${out.length > 0 ? 'it' : id}` : '';
  return capital(`${begin}${[sends, hears].filter(Boolean).join(', and ')}.`);
}

function earliest(directions: readonly FleetDirection[]): number | null {
  const instants = directions.flatMap(({ since }) => (since === null ? [] : [Date.parse(since)]));
  return instants.length === 0 ? null : Math.min(...instants);
}

/** Whether all of it is read: what a failed source would have said is not known to be absent. */
function isRead({ reading, sources }: ClusterDetail): boolean {
  return reading === 'read' && !sources.some(({ state }) => state === 'failed');
}

function ofRest(id: string, links: readonly PeerLink[], read: boolean): string {
  if (links.length === 0)
    return read
      ? `${id} has no link: no system names a peer, and none is expected.`
      : `No link of ${id} is known: what it would say of its peers cannot be read.`;
  const well = links.filter((link) => link.out.status === 'up' && link.back.status === 'up');
  if (well.length === links.length) {
    if (links.length === 1) return `Its only link, with ${links[0]?.peer}, is up both ways.`;
    return `${links.length === 2 ? 'Both' : `All ${number(links.length)}`} peers are reached both ways.`;
  }
  const lost = links.some((link) => link.out.status === 'down' || link.back.status === 'down');
  const reached =
    well.length === 0
      ? 'It reaches no peer both ways'
      : lost
        ? `It reaches ${number(well.length)} other ${well.length === 1 ? 'peer' : 'peers'} both ways`
        : `It reaches ${number(well.length)} of ${number(links.length)} peers both ways`;
  const kinds: readonly [Status, string][] = [
    ['degraded', 'degraded'],
    ['stale', 'stale'],
    ['unknown', 'unknown'],
    ['maintenance', 'in maintenance'],
  ];
  const rest = kinds.flatMap(([status, words]) => {
    const some = links.filter((link) => link.out.status === status || link.back.status === status);
    return some.length === 0 ? [] : [`${named(some)} ${some.length === 1 ? 'is' : 'are'} ${words}`];
  });
  return `${[reached, ...rest].join('; ')}.`;
}

function hearsay(cluster: ClusterDetail, links: readonly PeerLink[]): string {
  const name = cluster.name || cluster.id;
  const speakers = new Set(cluster.observations.flatMap(({ observer }) => (observer ? [observer] : [])));
  for (const { peer } of links) speakers.add(peer);
  const up = links.filter((link) => link.back.status === 'up').length;
  const reach =
    links.length === 0
      ? ''
      : up === links.length
        ? '; by their word it is reached'
        : `; ${number(up)} of ${number(links.length)} say that they reach it`;
  const who =
    speakers.size === 1 ? 'One of our clusters names' : `${capital(number(speakers.size))} of our clusters name`;
  return `We have never read ${name}. ${who} it as a peer${reach}, and nothing tells us what it sees itself.`;
}
