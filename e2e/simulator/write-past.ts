import { openHistory } from '#lib/history/open-history.ts';
import type { Tick, Transition } from '#lib/history/store.ts';
import { directionId, linkId } from '#lib/model/identity.ts';
import { rollUp, type Status } from '#lib/model/status.ts';
import { keepNames } from '#lib/server/restart.ts';
import { makePast, type PastTick } from './past.ts';
import type { World } from './world.ts';

/** Writes a made past of `days` into a new history, as the product itself would have: verdicts of directions and links, and samples. */
export async function writePast(
  world: World,
  options: { url: string; days: number; now: number; seed: number },
): Promise<void> {
  const store = openHistory({ url: options.url });
  const known = new Map<string, { status: Status; conflict: boolean }>();
  function* ticks(): Generator<Tick> {
    for (const tick of makePast(world, options))
      yield {
        at: tick.at,
        samples: tick.samples.flatMap(samplesOf),
        transitions: tick.transitions.flatMap((one) => transitionsOf(one, known)),
      };
    yield { at: options.now, samples: [], transitions: clusterTransitions(world, options) };
  }
  await store.load(ticks());
  await keepNames(store, {
    claims: world.fleet.clusters.map(({ id }) => ({
      source: `${id}/submariner`,
      cluster: id,
      alias: { system: 'submariner', scope: '', name: id },
      hosts: [],
    })),
    hearsay: [],
    redirects: [],
  });
  await store.close();
}

function samplesOf({ from, to, ...metrics }: PastTick['samples'][number]): Tick['samples'][number][] {
  const subject = `direction/${directionId(from, to)}`;
  return Object.entries(metrics).map(([metric, value]) => ({ series: { subject, metric }, value }));
}

function transitionsOf(
  past: PastTick['transitions'][number],
  known: Map<string, { status: Status; conflict: boolean }>,
): Transition[] {
  const { at, from, to, status, conflict, ownerLayer, words } = past;
  const direction = directionId(from, to);
  const link = linkId(from, to);
  const verdict = (subject: string, state: Transition['state']): Transition => ({
    at,
    kind: 'verdict',
    subject,
    state,
  });
  known.set(direction, { status, conflict });
  const both = rollUp([direction, directionId(to, from)].flatMap((id) => known.get(id) ?? []));
  return [
    verdict(`direction/${direction}`, {
      status,
      observedStatus: status,
      conflict,
      ownerLayer,
      since: at,
      observedAt: at,
      words: { ...words },
    }),
    verdict(`layer/${direction}/path`, {
      status,
      conflict: false,
      since: at,
      observedAt: at,
      decidedBy: 'probes',
      strength: 'measured',
      size: 'full',
      words: { ...words },
    }),
    verdict(`link/${link}`, { ...both }),
  ];
}

/** Every cluster was read all the time; one that does not answer now has been silent for some minutes. */
function clusterTransitions(world: World, { days, now }: { days: number; now: number }): Transition[] {
  const words = { id: 'cluster.read', params: {}, text: 'We read this cluster' };
  return world.fleet.clusters.map(({ id }) => ({
    at: now - days * 86_400_000,
    kind: 'verdict',
    subject: `cluster/${id}`,
    state: { status: 'up', conflict: false, reading: 'read', observedAt: now, words },
  }));
}
