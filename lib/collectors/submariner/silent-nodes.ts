import type { Statement } from '#lib/model/statement.ts';
import { words } from '#lib/model/words.ts';
import { PROOF_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { Memory } from './memory.ts';
import type { Silence } from './route-agents.ts';
import type { Wake } from './wake.ts';

/** After a repair an agent's next ping is due within a minute, and is written then: 75 s were seen. */
const LAG_MS = 90_000;

/**
 * Nodes whose agents have renewed no word of a peer for two rounds, while a gateway's pings of that peer are answered: agents
 * say *error* six minutes after a fault, and fall silent at once. Silence is known as long as the cache is proven current.
 */
export function silentNodes(
  silences: readonly Silence[],
  connections: readonly Statement[],
  gateways: readonly WatchedGateway[],
  memory: Memory['answering'],
  provenAt: number,
  wake: Wake,
): { statements: Statement[]; answering: Memory['answering'] } {
  const passing = connections.filter(
    ({ layer, evidence, observedAt, freshForMs }) =>
      layer === 'tunnel' && evidence?.result === 'pass' && observedAt + freshForMs > wake.now,
  );
  const answering = new Map(passing.map((one) => [peerOf(one), memory.get(peerOf(one)) ?? wake.now]));
  const leading = new Set(gateways.flatMap((gateway) => (gateway.active ? [gateway.node] : [])));
  const silent = silences.filter(({ node, peer }) => {
    const answeredSince = answering.get(peer);
    // The leading gateway's own node has no way of its own to ask for: its agent goes on saying what it said before.
    return !leading.has(node) && answeredSince !== undefined && wake.due(answeredSince + LAG_MS);
  });
  const [first] = silent.map(({ since }) => since).sort();
  if (first === undefined) return { statements: [], answering };
  const list = (names: string[]): string => [...new Set(names)].sort().join(', ');
  const nodes = list(silent.map(({ node }) => node));
  const statement: Statement = {
    id: 'silent-nodes',
    about: { kind: 'self' },
    layer: 'path',
    status: 'unknown',
    words: words('submariner.nodes-silent', 'Route agents are silent on {nodes}', { nodes }),
    witness: 'Submariner route agents',
    facts: [
      { name: 'silentNodes', value: nodes },
      { name: 'silentAbout', value: list(silent.map(({ peer }) => peer)) },
      { name: 'silentSince', value: first },
    ],
    evidence: null,
    observedAt: provenAt,
    freshForMs: PROOF_FRESH_MS,
  };
  return { statements: [statement], answering };
}

function peerOf({ about }: Statement): string {
  return about.kind === 'peer' ? about.peer.name : '';
}
