import type { Alias } from '#lib/model/cluster.ts';
import type { Result } from '#lib/model/evidence.ts';
import type { Measurement, Statement } from '#lib/model/reading.ts';
import type { Reached } from './health.ts';
import type { Memory, Seen } from './memory.ts';
import { say, statusOf } from './saying.ts';

/** Health checks go round in a minute or two, and a Service picks one agent of many at a time. */
const HEALTH_FRESH_MS = 180_000;
/** Between our own probes and a gateway's ping. */
const PREFERENCE = 20;

/**
 * What agents up to 1.17 tell of each remote cluster: its nodes are reached over the underlay, its health endpoints over the
 * pod network. One agent speaks for its own node only.
 */
export function reachStatements(memory: Memory, peerOf: (name: string) => Alias): Statement[] {
  return each(memory).map(({ seen, reached }) => {
    const { cluster, kind } = reached;
    const { node } = seen.scrape.health;
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
      observedAt: seen.at,
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
  return each(memory).flatMap(({ seen, reached }) =>
    reached.kind === 'endpoint' && reached.rttMs !== null && seen.at >= from
      ? [
          {
            about: { kind: 'peer', peer: peerOf(reached.cluster), direction: 'out' },
            metric: 'rttMs',
            value: reached.rttMs,
            at: seen.at,
            preference: PREFERENCE,
            basis: 'measured',
          },
        ]
      : [],
  );
}

function each(memory: Memory): { seen: Seen; reached: Reached }[] {
  return [...memory.seen.agents.values()].flatMap((seen) =>
    [...seen.scrape.health.byCluster.values()].map((reached) => ({ seen, reached })),
  );
}
