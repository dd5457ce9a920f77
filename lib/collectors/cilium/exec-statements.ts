import type { Alias } from '#lib/model/cluster.ts';
import type { Result } from '#lib/model/evidence.ts';
import { remoteStateFact } from '#lib/model/remote-state.ts';
import type { Statement } from '#lib/model/statement.ts';
import { utc } from '#lib/model/utc.ts';
import type { DbgRemote } from './dbg-status.ts';
import type { ExecMemory } from './exec-record.ts';
import { evidenceOf, type Saying, say, statusOf } from './saying.ts';

/** What programs told of remote clusters when they were asked in their pods: one statement of each program and cluster. */
export interface ExecScene {
  memory: ExecMemory;
  ownClusterId: number;
  /** Agents see copies only; nothing: it can't be told. */
  behind: boolean | null;
  peerOf: (name: string) => Alias;
}

const WORST: readonly Result[] = ['fail', 'impaired', 'none', 'pass'];

export function execStatements(scene: ExecScene): Statement[] {
  const mesh = scene.memory.kvstoremesh;
  const cached = (name: string) =>
    [...scene.memory.agents.values()].some(({ remotes }) => remotes.some((one) => one.name === name && one.ready));
  const ofMesh = (mesh?.remotes ?? []).map((remote) => {
    const said = judgeDirect('KVStoreMesh', remote, scene.ownClusterId, cached(remote.name));
    return statement('kvstoremesh', remote, said, '1 asked', scene, mesh);
  });
  const byName = Map.groupBy(
    [...scene.memory.agents.values()].flatMap((asked) => asked.remotes.map((remote) => ({ asked, remote }))),
    ({ remote }) => remote.name,
  );
  const ofAgents = [...byName.values()].flatMap((told) => {
    const judged = told.map(({ asked, remote }) => ({ asked, remote, said: judgeAgent(remote, scene) }));
    const [worst] = judged.sort((a, b) => WORST.indexOf(a.said.result) - WORST.indexOf(b.said.result));
    return worst ? [statement('agents', worst.remote, worst.said, `${told.length} asked`, scene, worst.asked)] : [];
  });
  return [...ofMesh, ...ofAgents];
}

function judgeAgent(remote: DbgRemote, { behind, ownClusterId }: ExecScene): Saying {
  const who = 'An agent';
  const params = { who, peer: remote.name };
  if (behind === false) return judgeDirect(who, remote, ownClusterId, false);
  if (behind === null) {
    const text = '{who} speaks of {peer}; whether of a connection or of a copy is not known';
    return say('none', 'cilium.unplaced', text, params);
  }
  if (remote.ready) {
    const text = '{who} has a copy of {peer} from its own cluster, and would say so through any cut';
    return say('none', 'cilium.behind', text, params, 'copied');
  }
  if (!remote.connected && remote.lastFailureAt !== null) {
    const text = '{who} lost the clustermesh-apiserver of its own cluster; what was known of {peer} is kept as it was';
    return say('impaired', 'cilium.own-apiserver-lost', text, params, 'cut-off');
  }
  if (!remote.config)
    return say('none', 'cilium.waits', '{who} waits for KVStoreMesh to be ready for {peer}', params, 'waiting');
  return judgeSync(who, remote, ownClusterId);
}

/** A program's own connection: the steps are told apart, unlike in metrics. */
function judgeDirect(who: string, remote: DbgRemote, ownClusterId: number, cached: boolean): Saying {
  const params = { who, peer: remote.name };
  if (!remote.connected) {
    const lost = remote.lastFailureAt;
    if (lost !== null) {
      const text = '{who} lost {peer} at {since}; what was known of it is kept as it was';
      return say('impaired', 'cilium.lost', text, { ...params, since: utc(lost) }, 'lost');
    }
    const text = '{who} was never connected to {peer} since it started';
    return say(cached ? 'impaired' : 'fail', 'cilium.unconnected', text, params, 'never-connected');
  }
  if (!remote.config) {
    const text = '{who} is connected to {peer} and finds no configuration of it';
    return say('fail', 'cilium.config-missing', text, params, 'unconfigured');
  }
  if (!remote.ready) return judgeSync(who, remote, ownClusterId);
  if (remote.config.clusterId === ownClusterId && ownClusterId !== 0) {
    const text = '{who} is ready for {peer}, which has the cluster id of this cluster: their data is mixed up';
    return say('impaired', 'cilium.same-id', text, params);
  }
  return say('pass', 'cilium.ready', '{who} is ready for {peer}', params, 'ready');
}

/** Connected and configured. What has just begun has no error; what never ends has one, or the id of this cluster. */
function judgeSync(who: string, { name, config, errors }: DbgRemote, ownClusterId: number): Saying {
  const params = { who, peer: name };
  if (config?.clusterId === ownClusterId && ownClusterId !== 0) {
    const text = '{who} never finishes with {peer}, which has the cluster id of this cluster';
    return say('fail', 'cilium.same-id-unsynced', text, params, 'unsynced');
  }
  if (errors.length === 0) return say('none', 'cilium.copy-due', 'The copy of {peer} for {who} is due', params, 'due');
  return say('fail', 'cilium.sync-fails', '{who} does not finish with {peer}, and fails at it', params, 'unsynced');
}

function statement(
  program: 'kvstoremesh' | 'agents',
  { name, config, failures, lastFailureAt, errors }: DbgRemote,
  said: Saying,
  asked: string,
  { peerOf }: ExecScene,
  seen: { at: number; freshForMs: number } | null,
): Statement {
  return {
    id: `${program}-by-exec/${name}`,
    about: { kind: 'peer', peer: peerOf(name), direction: 'out' },
    layer: 'discovery',
    status: statusOf(said),
    words: said.words,
    witness: program === 'agents' ? 'Cilium agents, asked in their pods' : 'Cilium KVStoreMesh, asked in its pod',
    facts: [
      ...errors.map((value) => ({ name: 'error', value })),
      { name: 'lastFailure', value: lastFailureAt === null ? 'never' : new Date(lastFailureAt).toISOString() },
      { name: 'failures', value: String(failures) },
      ...(config ? [{ name: 'remoteClusterId', value: String(config.clusterId) }] : []),
      { name: 'pods', value: asked },
      ...(said.state ? [remoteStateFact(said.state)] : []),
    ],
    evidence: evidenceOf(said),
    observedAt: seen?.at ?? 0,
    freshForMs: seen?.freshForMs ?? 0,
  };
}
