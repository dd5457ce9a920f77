import type { Alias, Attribute } from '#lib/model/cluster.ts';
import { emptyReading, type PeerClaim, type Reading } from '#lib/model/reading.ts';
import type { CollectorInput, View } from '../collector.ts';
import { askingNotes, podsAsked } from './asking.ts';
import { namesOf } from './clustermesh-status.ts';
import { type Current, currentRemotes } from './current.ts';
import { execPolls } from './exec-plan.ts';
import { execStatements } from './exec-statements.ts';
import { forgetGone } from './forget-gone.ts';
import { globalServices } from './global-services.ts';
import type { Memory } from './memory.ts';
import { type MeshConfig, meshConfigOf } from './mesh-config.ts';
import { healthOffers, podCidrs } from './nodes.ts';
import { PROGRAMS, type Program } from './programs.ts';
import { reachStatements, roundTrips } from './reach.ts';
import { recordAnswers } from './record.ts';
import { remoteParts } from './remote-parts.ts';
import type { Scrape } from './scrape.ts';
import { selfStatements } from './self-statements.ts';
import type { Settings } from './settings.ts';
import { statusNotes } from './status-notes.ts';
import { statusStatements } from './status-statements.ts';
import { type CiliumWorkload, ownHosts, workloadOf } from './workloads.ts';

/** Turns one cluster's objects and metrics into what Cilium knows of the other clusters of its mesh. */
export function parse(input: CollectorInput<Settings, Memory>): { reading: Reading; memory: Memory } {
  const { settings, view, answers, now } = input;
  const pods = podsAsked(settings, view);
  const commands = settings.exec ? execPolls(view, settings.namespace) : [];
  const asked = new Set([...pods, ...commands].map(({ key }) => key));
  const recorded = forgetGone(recordAnswers(input.memory, answers, now), asked);
  const config = meshConfigOf(view);
  const apiserver = workloadOf(view, 'deployments');
  const absent = absence(view, config, apiserver);
  if (absent !== null) return { reading: { ...emptyReading(), absent }, memory: recorded };

  const newest = newestScrapes(recorded);
  const current = currentRemotes(newest, recorded.current);
  const memory: Memory = { ...recorded, current: decided(current, recorded) };
  let wakeAt: number | null = null;
  const due = (at: number): boolean => {
    if (now < at && (wakeAt === null || at < wakeAt)) wakeAt = at;
    return now >= at;
  };
  const peerOf = (name: string): Alias => ({ system: 'cilium', scope: settings.mesh, name });
  const clusterName = config?.clusterName ?? '';
  // A file of another cluster would speak of the wrong links.
  const cli = memory.cli?.status.clusterName === clusterName ? memory.cli : null;
  const global = globalServices(view, config?.namespacesGlobal ?? true);
  const behind = isBehind(newest, apiserver, view);
  const statements = [
    ...selfStatements(config, apiserver, memory, view.provenAt, settings.namespace),
    ...reachStatements(memory, peerOf),
    ...execStatements({ memory: memory.exec, ownClusterId: config?.clusterId ?? 0, behind, peerOf }),
    ...(cli ? statusStatements(cli.status, cli.at, 3000 * settings.statusEverySeconds, peerOf) : []),
  ];
  const reading: Reading = {
    ...emptyReading(),
    aliases: clusterName === '' ? [] : [{ alias: peerOf(clusterName), hosts: ownHosts(view) }],
    peers: peerClaims(
      current,
      [...(cli ? namesOf(cli.status) : []), ...execNames(memory.exec, now)],
      apiserver,
      peerOf,
    ),
    statements,
    parts: new Map([...remoteParts({ memory, current, behind, peerOf, due }), ...global.parts]),
    ...(global.scope ? { services: global.scope } : {}),
    measurements: roundTrips(memory, peerOf, Math.min(...answers.map(({ at }) => at))),
    offers: healthOffers(view),
    facts: {
      podCidrs: podCidrs(view),
      attributes: attributesOf(config, workloadOf(view, 'daemonsets'), apiserver, newest),
    },
    notes: [
      ...askingNotes(settings, view, pods, memory),
      ...statusNotes(memory, clusterName),
      ...global.notes,
      ...memory.exec.troubles.values(),
    ],
    wakeAt,
  };
  return { reading, memory };
}

/** Remote clusters that pods named lately when they were asked in themselves. */
function execNames({ kvstoremesh, agents }: Memory['exec'], now: number): string[] {
  return [kvstoremesh, ...agents.values()].flatMap((told) =>
    told && now < told.at + told.freshForMs ? told.remotes.map(({ name }) => name) : [],
  );
}

function absence(view: View, config: MeshConfig | null, apiserver: CiliumWorkload | null): string | null {
  if (!view.listed('configmaps')) return null;
  if (!config) return 'there is no ConfigMap cilium-config in its namespace';
  if (config.clusterId === 0 && apiserver === null && view.listed('deployments'))
    return 'Cilium runs here without Cluster Mesh: cluster-id 0 and no clustermesh-apiserver';
  return null;
}

/** What was said last; of operators by one that knows remote clusters: one that does not lead knows none. */
function newestScrapes(memory: Memory): Partial<Record<Program, Scrape>> {
  return Object.fromEntries(
    PROGRAMS.flatMap((program) => {
      const all = [...memory.seen[program].values()];
      const knowing = program === 'operator' ? all.findLast(({ scrape }) => scrape.remotes.size > 0) : undefined;
      const last = knowing ?? all.at(-1);
      return last ? [[program, last.scrape] as const] : [];
    }),
  );
}

function decided(current: Readonly<Record<Program, Current>>, before: Memory): Memory['current'] {
  const of = (program: Program) =>
    current[program].unclear.length > 0 ? before.current[program] : current[program].configured;
  return { kvstoremesh: of('kvstoremesh'), agents: of('agents'), operator: of('operator') };
}

/** Whether agents see copies of KVStoreMesh: by their own word, else by what runs here. */
function isBehind(
  { agents, kvstoremesh }: Partial<Record<Program, Scrape>>,
  apiserver: CiliumWorkload | null,
  view: View,
): boolean | null {
  if (agents && agents.behind !== null) return agents.behind;
  if (apiserver) return apiserver.containers.includes('kvstoremesh');
  if (kvstoremesh) return true;
  return view.listed('deployments') ? false : null;
}

function peerClaims(
  current: Readonly<Record<Program, Current>>,
  told: readonly string[],
  apiserver: CiliumWorkload | null,
  peerOf: (name: string) => Alias,
): PeerClaim[] {
  const expected = new Set([...PROGRAMS.flatMap((program) => current[program].configured), ...told]);
  const unclear = PROGRAMS.flatMap((program) => current[program].unclear);
  return [...new Set([...expected, ...unclear])].sort().map((name) => ({
    peer: peerOf(name),
    expected: expected.has(name),
    hosts: apiserver?.remoteHosts.get(name) ?? [],
  }));
}

function attributesOf(
  config: MeshConfig | null,
  agents: CiliumWorkload | null,
  apiserver: CiliumWorkload | null,
  newest: Partial<Record<Program, Scrape>>,
): Attribute[] {
  const attributes: Attribute[] = [];
  if (config) {
    const { clusterName, clusterId, maxConnectedClusters, datapath, encryption } = config;
    const note = `id ${clusterId} of at most ${maxConnectedClusters}, ${datapath} datapath, encryption ${encryption}`;
    attributes.push({ label: 'Cilium Cluster Mesh', value: clusterName || 'without a name', note });
  }
  const row = (label: string, workload: CiliumWorkload, asked: string | undefined) =>
    attributes.push({
      label,
      value: asked || workload.version,
      note: `${workload.ready ?? 'nobody says how many'} of ${workload.wanted} ready`,
    });
  if (agents) row('Cilium agents', agents, newest.agents?.version);
  if (apiserver) row('clustermesh-apiserver', apiserver, newest.kvstoremesh?.version);
  return attributes;
}
