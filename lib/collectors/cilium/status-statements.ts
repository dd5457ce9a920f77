import type { Alias } from '#lib/model/cluster.ts';
import { type RemoteState, remoteStateFact } from '#lib/model/remote-state.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { ClustermeshStatus, PodsConnected } from './clustermesh-status.ts';
import { evidenceOf, type Saying, say, statusOf } from './saying.ts';

/** What the CLI found, of each remote cluster. `at`: when its output was written. */
export function statusStatements(
  { agents, kvstoremesh, kvstoremeshEnabled }: ClustermeshStatus,
  at: number,
  freshForMs: number,
  peerOf: (name: string) => Alias,
): Statement[] {
  const statement = (program: string, peer: string, pods: PodsConnected, said: Saying): Statement => ({
    id: `${program}-by-cli/${peer}`,
    about: { kind: 'peer', peer: peerOf(peer), direction: 'out' },
    layer: 'discovery',
    status: statusOf(said),
    words: said.words,
    witness: 'cilium clustermesh status',
    facts: [
      { name: 'ready', value: `${pods.ready} of ${pods.pods}` },
      ...pods.errors.map((value) => ({ name: 'error', value })),
      ...(said.state ? [remoteStateFact(said.state)] : []),
    ],
    evidence: evidenceOf(said),
    observedAt: at,
    freshForMs,
  });
  return [
    ...[...(kvstoremesh ?? [])].map(([peer, pods]) => {
      const cached = (agents?.get(peer)?.ready ?? 0) > 0;
      return statement('kvstoremesh', peer, pods, connected('KVStoreMesh', peer, pods, 1, cached));
    }),
    ...[...(agents ?? [])].map(([peer, pods]) => {
      const behind = kvstoremeshEnabled && (kvstoremesh === null || kvstoremesh.has(peer));
      const said = behind
        ? copied(peer, pods, kvstoremesh?.get(peer))
        : connected('An agent', peer, pods, pods.pods, false);
      return statement('agents', peer, pods, said);
    }),
  ];
}

/** Of replicas of KVStoreMesh one leads and is connected; of agents each has to be. */
function connected(
  who: string,
  peer: string,
  { reporting, ready, pods, errors }: PodsConnected,
  wanted: number,
  cached: boolean,
): Saying {
  const params = { who, peer };
  if (pods === 0) return say('none', 'cilium.nobody-asked', 'Nobody was asked of {peer}', params);
  if (ready >= Math.min(wanted, pods)) return say('pass', 'cilium.ready', '{who} is ready for {peer}', params, 'ready');
  const says = reporting === 0 ? 'it is set up and no pod reports it' : wordsOf(errors);
  const state = stateOf(errors);
  const told = { ...params, says };
  if (cached) {
    const text = '{who} is not ready for {peer}: {says}; agents go on with what was known of it';
    return say('impaired', 'cilium.not-ready-cached', text, told, state);
  }
  if (ready > 0)
    return say('impaired', 'cilium.not-ready-partly', '{who} is not ready for {peer}, others are: {says}', told, state);
  return say('fail', 'cilium.not-ready', '{who} is not ready for {peer}: {says}', told, state);
}

/** The first step that fails, by the texts of the CLI; a loss and a connection that was never made have one text. */
function stateOf(errors: readonly string[]): RemoteState {
  const has = (text: RegExp) => errors.some((error) => text.test(error));
  if (has(/initial connection/)) return 'disconnected';
  if (has(/cluster configuration/)) return 'unconfigured';
  return has(/synchronization/) ? 'unsynced' : 'disconnected';
}

/** Synchronisation that is called in progress never ends where a cluster id is used twice: it is not shown as progress. */
function wordsOf(errors: readonly string[]): string {
  const told = errors.map((error) =>
    error.replace(/^synchronization in progress for /, 'not synchronised, just begun or for ever: '),
  );
  return told.join('; ') || 'no reason given';
}

/** Behind KVStoreMesh: ready says nothing of the way; not ready though KVStoreMesh is does. */
function copied(peer: string, { ready, pods, errors }: PodsConnected, mesh: PodsConnected | undefined): Saying {
  const params = { who: 'An agent', peer };
  if (ready >= pods)
    return say(
      'none',
      'cilium.behind',
      '{who} has a copy of {peer} from its own cluster, and would say so through any cut',
      params,
      'copied',
    );
  if (mesh && mesh.ready === 0)
    return say('none', 'cilium.waits', '{who} waits for KVStoreMesh to be ready for {peer}', params, 'waiting');
  const says = wordsOf(errors);
  return say(
    'impaired',
    'cilium.copy-missing',
    '{who} has no whole copy of {peer} from its own cluster: {says}',
    {
      ...params,
      says,
    },
    'unsynced',
  );
}
