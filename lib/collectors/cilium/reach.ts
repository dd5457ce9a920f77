import type { Alias } from '#lib/model/cluster.ts';
import type { Result } from '#lib/model/evidence.ts';
import type { Measurement } from '#lib/model/reading.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { Reached } from './health.ts';
import type { Memory } from './memory.ts';
import { say, statusOf } from './saying.ts';

/** Health checks go round in a minute or two, and a Service picks one agent of many at a time. */
const HEALTH_FRESH_MS = 180_000;
/** Between our own probes and a gateway's ping. */
const PREFERENCE = 20;

/**
 * What agents up to 1.17 tell in metrics of each remote cluster, and all of them where they are asked in their pods: its nodes are reached over the underlay, its health endpoints over the
 * pod network. One agent speaks for its own node only.
 */
export function reachStatements(memory: Memory, peerOf: (name: string) => Alias): Statement[] {
  return each(memory).map(({ at, node, reached }) => {
    const { cluster, kind } = reached;
    const said = sayingOf(reached, node);
    const layer = kind === 'node' ? 'underlay' : 'path';
    return {
      id: `health/${node || 'agent'}/${cluster}/${kind}`,
      about: { kind: 'peer', peer: peerOf(cluster), direction: 'link' },
      layer,
      status: statusOf(said),
      words: said.words,
      witness: `Cilium agent ${node}`.trim(),
      facts: [{ name: 'reached', value: `${reached.reached} of ${reached.of}` }],
      evidence: {
        layer,
        scope: `node:${node || 'one'}`,
        way: 'both',
        size: 'small',
        strength: 'own-word',
        result: said.result,
      },
      observedAt: at,
      freshForMs: HEALTH_FRESH_MS,
    };
  });
}

function sayingOf({ cluster, kind, reached, of }: Reached, node: string) {
  const result: Result = reached === of ? 'pass' : reached === 0 ? 'fail' : 'impaired';
  const params = { node: node || 'One agent', peer: cluster, what: kind === 'node' ? 'nodes' : 'health endpoints' };
  if (result === 'pass') return say(result, 'cilium.reaches', '{node} reaches the {what} of {peer}', params);
  return result === 'fail'
    ? say(result, 'cilium.reaches-none', '{node} reaches none of the {what} of {peer}', params)
    : say(result, 'cilium.reaches-some', '{node} reaches some of the {what} of {peer}', params);
}

/** Round trips to pods of each remote cluster, from answers of `from` and later; a failed check gives no number. */
export function roundTrips(memory: Memory, peerOf: (name: string) => Alias, from: number): Measurement[] {
  return each(memory).flatMap(({ at, reached }) =>
    reached.kind === 'endpoint' && reached.rttMs !== null && at >= from
      ? [
          {
            about: { kind: 'peer', peer: peerOf(reached.cluster), direction: 'out' },
            metric: 'rttMs',
            value: reached.rttMs,
            at,
            preference: PREFERENCE,
            basis: 'measured',
          },
        ]
      : [],
  );
}

/** What agents told in metrics, and in their pods; of one node the latter, which newer agents tell too. */
function each(memory: Memory): { at: number; node: string; reached: Reached }[] {
  const asked = [...memory.exec.health.values()].flatMap(({ at, node, byCluster }) =>
    byCluster.map((reached) => ({ at, node, reached })),
  );
  const nodes = new Set(asked.map(({ node }) => node));
  const scraped = [...memory.seen.agents.values()].flatMap(({ at, scrape: { health } }) =>
    nodes.has(health.node) ? [] : [...health.byCluster.values()].map((reached) => ({ at, node: health.node, reached })),
  );
  return [...asked, ...scraped];
}
