import type { Fact } from '#lib/model/observation.ts';
import { oncePer } from '#lib/model/once-per.ts';
import { Shared } from '#lib/model/shared.ts';
import type { CachedObject } from '../collector.ts';
import { endpointSpec } from './endpoint-spec.ts';
import { rttOf } from './gateways.ts';
import { listOf, nameOf, shapeOf, textOf } from './shape.ts';

/** A route agent pings every 60 s; each answered ping changes the RTT it writes, so silence is a lost ping. */
const AGENT_EVERY_MS = 60_000;
export const AGENT_SUSPECT_MS = 2 * AGENT_EVERY_MS;
export const AGENT_FRESH_MS = 3 * AGENT_EVERY_MS;
const MAX_REMOTES = 512;

/** What one node says of one peer; two families of one peer cannot be told apart in a RouteAgent, so they stand together. */
export interface NodeWord {
  node: string;
  peer: string;
  /** The peer's gateways it speaks of. */
  hosts: readonly string[];
  statuses: readonly string[];
  messages: readonly string[];
  rttMs: readonly (number | null)[];
  /** What tells one answer from the next. */
  said: string;
}

/** What a RouteAgent says: one word of each peer. */
export const nodeWords = oncePer(({ object }: CachedObject): { node: string; words: readonly NodeWord[] } => {
  const node = nameOf(object);
  const items = listOf(shapeOf(object.status).remoteEndpoints, MAX_REMOTES).flatMap((item) => {
    const { spec, status, statusMessage, latencyRTT } = shapeOf(item);
    const end = node === '' ? null : endpointSpec(spec);
    return end
      ? [{ end, status: textOf(status), message: textOf(statusMessage), rttMs: rttOf(latencyRTT)?.last ?? null }]
      : [];
  });
  const words = [...Map.groupBy(items, ({ end }) => end.clusterId)].map(([peer, ends]): NodeWord => {
    const statuses = sharedTexts(ends.map(({ status }) => status));
    const rttMs = ends.map((end) => end.rttMs);
    return {
      node,
      peer,
      hosts: sharedTexts(ends.map(({ end }) => end.hostname)),
      statuses,
      messages: sharedTexts(ends.map(({ message }) => message)),
      rttMs,
      said: JSON.stringify([statuses, rttMs]),
    };
  });
  return { node, words };
});

const texts = new Shared<readonly string[]>();

/** Nearly all of hundreds of thousands of lists hold one text, and there are few of those. */
function sharedTexts(list: readonly string[]): readonly string[] {
  return texts.of(list.join('\n'), () => list);
}

/** The peer has another gateway by now, of which this node has said nothing yet. */
export const withoutAnswer = oncePer(
  (word: NodeWord): NodeWord => ({ ...word, statuses: [''], messages: [], rttMs: [] }),
);

const facts = new Shared<Fact>();

/** Words of hundreds of peers say the same of themselves. */
export function factOf(name: string, value: string): Fact {
  return facts.of(`${name}\n${value}`, () => ({ name, value }));
}

/** What a node was answered. */
export function answerFacts({ statuses, messages }: NodeWord): Fact[] {
  return [
    factOf('status', statuses.join(', ')),
    factOf('statusMessage', messages.filter((message) => message !== '').join('; ')),
  ];
}

/** The agent of a node, as a witness. */
export function witnessOf(node: string): string {
  return `Submariner route agent ${node}`;
}
