import { oncePer } from '#lib/model/once-per.ts';
import type { CollectorInput, Peer, Poll } from '../collector.ts';
import { failingStreak } from './call-log.ts';
import { moduleOfKind } from './kinds.ts';
import { logOf, NEW_PEER, type PeerMemory, type ProbeMemory } from './peer-memory.ts';
import { questionOf, sameQuestions } from './question.ts';
import { searchContext } from './search-context.ts';
import type { Settings } from './settings.ts';
import { sizesToAsk } from './size-search.ts';

/** Failures after which a small echo is asked again at its usual interval: the loss is known by then. */
const ECHO_FAILURES = 3;

/** The address that is probed: an exporter where the peer has one, else one that only answers echoes. */
export const offerOf = oncePer((peer: Peer): Peer['offers'][number] | undefined => {
  const offers = peer.offers.filter((offer) => isProbeable(offer.address));
  return offers.find((offer) => offer.kind === 'exporter') ?? offers[0];
});

/**
 * Whether an address may be probed at all. Offers are words of another cluster: it must not make this one's exporter
 * ask its own host, its link (where clouds keep their metadata service) or a group.
 */
function isProbeable(address: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  const [first = 0, second = 0] = parts ?? [];
  if (!parts || parts.some((part) => part > 255)) return false;
  return first !== 0 && first !== 127 && first < 224 && !(first === 169 && second === 254);
}

/** Every question to ask now. Keys are `<peer>/<kind>` and stay while the question stays; the same plan is the same object. */
export function planPolls({ settings, view, peers, memory }: CollectorInput<Settings, ProbeMemory>): readonly Poll[] {
  // Nothing is asked of an exporter that is not there, nor before that is known.
  if (!settings.url && view.objects('services').length === 0) return [];
  const made = wholePlans.get(peers);
  const parts = [
    memory.names.polls,
    ...peers.map((peer) => planOf(peer, memory.peers[peer.cluster] ?? NEW_PEER, settings)),
  ];
  if (made && parts.every((part, at) => part === made.parts[at])) return made.polls;
  const polls = parts.flat();
  wholePlans.set(peers, { parts, polls });
  return polls;
}

/** The last plan of a cluster, and of each of its peers, with what it was made of: only the peer that answered is planned anew. */
const wholePlans = new WeakMap<readonly Peer[], { parts: (readonly Poll[])[]; polls: readonly Poll[] }>();
const plans = new WeakMap<Peer, { known: PeerMemory; settings: Settings; polls: readonly Poll[] }>();

function planOf(peer: Peer, known: PeerMemory, settings: Settings): readonly Poll[] {
  const made = plans.get(peer);
  if (made?.known === known && made.settings === settings) return made.polls;
  const planned = [...planPeer(peer, known, settings), ...planTargets(peer, settings)];
  const polls = made?.settings === settings && sameQuestions(made.polls, planned) ? made.polls : planned;
  plans.set(peer, { known, settings, polls });
  return polls;
}

function planTargets(peer: Peer, settings: Settings): Poll[] {
  return settings.targets
    .filter((target) => target.cluster === peer.cluster)
    .flatMap((target) => poll(settings, peer, `target/${target.id}`, target.target, settings.intervals.fullSeconds));
}

function planPeer(peer: Peer, known: PeerMemory, settings: Settings): Poll[] {
  const offer = offerOf(peer);
  if (!offer) return [];
  const { smallSeconds, fullSeconds, sizesSeconds, againSeconds } = settings.intervals;
  const lost = failingStreak(logOf(known, 'icmp')).length;
  // A size means nothing while small echoes are lost as well; a lost size means nothing until a small echo comes back.
  const sizes = lost === 0 ? sizesToAsk(known.sizes, searchContext(peer, known)) : [];
  const soon = (lost > 0 && lost <= ECHO_FAILURES) || sizes.some((ask) => ask.pace === 'soon');
  const polls = poll(settings, peer, 'icmp', offer.address, soon ? againSeconds : smallSeconds);
  const everySeconds = { soon: againSeconds, step: smallSeconds, rest: sizesSeconds };
  for (const { size, pace } of sizes)
    polls.push(...poll(settings, peer, `icmp-df/${size}`, offer.address, everySeconds[pace]));
  if (offer.kind !== 'exporter') return polls;
  const address = `${offer.address}:${offer.port ?? settings.port}`;
  const targets = {
    tcp: address,
    http: `http://${address}/-/healthy`,
    upload: `http://${address}/-/healthy`,
    download: `http://${address}/metrics`,
  };
  for (const [kind, target] of Object.entries(targets)) {
    const failing = failingStreak(logOf(known, kind));
    const every = failing.length === 1 && failing[0]?.outcome === 'hung' ? againSeconds : fullSeconds;
    polls.push(...poll(settings, peer, kind, target, every));
  }
  return polls;
}

function poll(settings: Settings, peer: Peer, kind: string, target: string, everySeconds: number): Poll[] {
  const module = moduleOfKind(kind, settings);
  if (module === undefined) return [];
  return [questionOf(settings, { key: `${peer.cluster}/${kind}`, module, target, everySeconds })];
}
