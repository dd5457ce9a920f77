import type { Alias } from '#lib/model/cluster.ts';
import { LINK_SCOPE } from '#lib/model/evidence.ts';
import type { Fact } from '#lib/model/observation.ts';
import type { Statement } from '#lib/model/reading.ts';
import { judgeBehind } from './behind.ts';
import { judgeConnection } from './connection.ts';
import type { Current } from './current.ts';
import type { Memory, RemoteMemory, Seen } from './memory.ts';
import type { Program } from './place.ts';
import { type Saying, say, statusOf } from './saying.ts';
import type { Remote } from './scrape.ts';

const WHO: Readonly<Record<Program, string>> = {
  kvstoremesh: 'KVStoreMesh',
  agents: 'An agent',
  operator: 'The operator',
};
const WITNESS: Readonly<Record<Program, string>> = {
  kvstoremesh: 'Cilium KVStoreMesh',
  agents: 'Cilium agents',
  operator: 'Cilium operator',
};

export interface Scene {
  memory: Memory;
  current: Readonly<Record<Program, Current>>;
  /** Agents and operator see copies only; nothing: it can't be told. */
  behind: boolean | null;
  peerOf: (name: string) => Alias;
  due: (at: number) => boolean;
}

interface Told extends Seen {
  remote: Remote;
  memory: RemoteMemory;
}

/** What KVStoreMesh, agents and operator say of each remote cluster. */
export function remoteStatements(scene: Scene): Statement[] {
  return (['kvstoremesh', 'agents', 'operator'] as const).flatMap((program) => {
    const { configured, unclear } = scene.current[program];
    return [
      ...configured.flatMap((peer) => {
        const said = sayingOf(scene, program, peer);
        return said ? [statement(scene, program, peer, said)] : [];
      }),
      ...unclear.map((peer) =>
        statement(
          scene,
          program,
          peer,
          say('none', 'cilium.lost-or-removed', '{peer} is lost or was removed: the series of both look alike', {
            peer,
          }),
        ),
      ),
    ];
  });
}

function sayingOf(scene: Scene, program: Program, peer: string): Saying | null {
  const told = toldOf(scene.memory, program, peer);
  const who = WHO[program];
  // Only one process of several connects for itself; of agents the worst is the one to speak.
  const speaker = told.find(({ remote }) => !remote.ready) ?? told.at(-1);
  if (!speaker) return null;
  if (program === 'kvstoremesh' || scene.behind === false)
    return judgeConnection({ ...speaker, who, peer, cached: isCached(scene, program, peer, speaker), due: scene.due });
  if (scene.behind === null)
    return say('none', 'cilium.unplaced', '{who} speaks of {peer}; whether of a connection or of a copy is not known', {
      who,
      peer,
    });
  const mesh = toldOf(scene.memory, 'kvstoremesh', peer).at(-1);
  const meshReady = mesh && !scene.due(mesh.at + mesh.freshForMs) ? mesh.remote.ready : null;
  return judgeBehind({ who, peer, seen: told, meshReady, due: scene.due });
}

function toldOf(memory: Memory, program: Program, peer: string): Told[] {
  return [...memory.seen[program].values()].slice(program === 'kvstoremesh' ? -1 : 0).flatMap((seen) => {
    const [remote, remembered] = [seen.scrape.remotes.get(peer), seen.remotes.get(peer)];
    return remote && remembered ? [{ ...seen, remote, memory: remembered }] : [];
  });
}

/** Whether what was known of a lost cluster is still used: caches are kept until a time to live, by default for ever. */
function isCached({ memory }: Scene, program: Program, peer: string, { remote, memory: before }: Told): boolean {
  if ((remote.revocations ?? 0) > before.revocationsBefore) {
    const agents = program === 'kvstoremesh' ? toldOf(memory, 'agents', peer) : [];
    return !before.everReady && agents.some((agent) => (agent.remote.services ?? 0) > 0);
  }
  // Failures from before we looked: it was there then.
  const failedBefore = remote.failures > before.failedAt.length;
  if (before.everReady || failedBefore || memory.known.includes(peer)) return true;
  return program === 'kvstoremesh' && toldOf(memory, 'agents', peer).some((agent) => agent.remote.ready);
}

function statement(scene: Scene, program: Program, peer: string, said: Saying): Statement {
  const told = toldOf(scene.memory, program, peer);
  return {
    id: `${program}/${peer}`,
    about: { kind: 'peer', peer: scene.peerOf(peer), direction: 'out' },
    layer: 'discovery',
    status: statusOf(said),
    words: said.words,
    witness: WITNESS[program],
    facts: factsOf(told),
    // What this cluster knows of the other one says nothing of the way back.
    evidence: {
      layer: 'discovery',
      scope: LINK_SCOPE,
      way: 'there',
      size: 'small',
      strength: 'own-word',
      result: said.result,
    },
    observedAt: Math.max(0, ...told.map(({ at }) => at)),
    freshForMs: told.at(-1)?.freshForMs ?? 0,
  };
}

function factsOf(told: readonly Told[]): Fact[] {
  const last = told.at(-1);
  if (!last) return [];
  const { remote, scrape } = last;
  const number = (name: string, value: number | null): Fact[] =>
    value === null ? [] : [{ name, value: String(value) }];
  return [
    { name: 'ready', value: `${told.filter((one) => one.remote.ready).length} of ${told.length} asked` },
    { name: 'failures', value: String(remote.failures) },
    {
      name: 'lastFailure',
      value: remote.lastFailureAt === null ? 'never' : new Date(remote.lastFailureAt).toISOString(),
    },
    ...number('services', remote.services),
    ...number('nodes', remote.nodes),
    ...number('cacheRevocations', remote.revocations),
    { name: 'version', value: scrape.version },
  ];
}
