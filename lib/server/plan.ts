import 'server-only';
import type { Collector } from '#lib/collectors/collector.ts';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { uniqueSlug } from '#lib/model/identity.ts';
import type { ClusterContext } from '#lib/transport/kubernetes/cluster-context.ts';
import { inClusterContext, loadContexts } from '#lib/transport/kubernetes/contexts.ts';
import { type Config, UNREAD_SECTIONS } from './config/config.ts';
import { globalSettings } from './config/load-config.ts';
import type { FleetPlan } from './pipeline/fleet-plan.ts';

/** A cluster that is to be read. */
export interface PlannedCluster {
  id: string;
  name: string;
  context: ClusterContext;
  exec: boolean;
  collectors: { collector: Collector; settings: unknown }[];
}

/** A fault of our own: a part of the configuration or of the product that does not work; `/sources` shows it. */
export interface OwnFault {
  part: string;
  message: string;
}

export interface Plan {
  clusters: PlannedCluster[];
  fleet: FleetPlan;
  faults: OwnFault[];
}

/**
 * Turns configuration and kubeconfig into what is to be read. With no `clusters` section every context is a cluster. A
 * context that can't be used is a fault, never an exception: the others are read.
 */
export async function planFleet(config: Config): Promise<Plan> {
  const faults: OwnFault[] = UNREAD_SECTIONS.filter((section) => config[section] !== undefined).map((section) => ({
    part: `configuration: ${section}`,
    message: 'accepted and not read: this version has nothing that uses it',
  }));
  const places = new Map(
    config.sites.map((site) => [
      site.id,
      { id: site.id, name: site.name, kind: site.kind, provider: site.provider ?? null, region: site.region ?? null },
    ]),
  );
  const found = config.clusters ? await configured(config, faults) : await everyContext(config, faults);
  const clusters = found.map(
    ({ entry, ...rest }): PlannedCluster => ({
      ...rest,
      exec: entry?.exec ?? false,
      collectors: collectorsOf(config, entry),
    }),
  );
  return {
    clusters,
    faults,
    fleet: {
      clusters: [
        ...found.map(({ id, name, entry }) => ({
          id,
          name,
          place: entry?.site ? places.get(entry.site) : undefined,
          aliases: entry?.aliases ?? [],
        })),
        ...unreachable(config, found, places),
      ],
      links: config.links.map((link) => ({
        clusters: link.clusters,
        rttMs: link.slo?.rttMs ?? null,
        mtuBytes: link.mtuBytes ?? null,
        probe: link.expect === 'connected',
      })),
      maintenance: config.maintenance.map((window) => ({
        fromAt: window.from,
        toAt: window.to,
        clusters: window.clusters,
        sites: window.sites,
        links: window.links,
      })),
    },
  };
}

type Entry = NonNullable<Config['clusters']>[number];

interface Found {
  id: string;
  name: string;
  context: ClusterContext;
  entry: Entry | undefined;
}

/** Configured clusters whose context is missing stay in the fleet: nobody reads them, and that shows. */
function unreachable(
  config: Config,
  found: readonly Found[],
  places: ReadonlyMap<string, FleetPlan['clusters'][number]['place'] & object>,
): FleetPlan['clusters'] {
  const read = new Set(found.map(({ id }) => id));
  return (config.clusters ?? [])
    .filter((entry) => !read.has(entry.id))
    .map((entry) => ({
      id: entry.id,
      name: entry.id,
      place: entry.site ? places.get(entry.site) : undefined,
      aliases: entry.aliases,
    }));
}

async function everyContext(config: Config, faults: OwnFault[]): Promise<Found[]> {
  const { contexts, problems } = await loadContexts(config.kubeconfig ? { kubeconfig: config.kubeconfig } : {});
  for (const problem of problems)
    faults.push({
      part: problem.context ? `${problem.file}: context ${problem.context}` : problem.file,
      message: problem.message,
    });
  const taken = new Set<string>();
  return contexts.map((context) => {
    const id = uniqueSlug(context.name, taken);
    taken.add(id);
    return { id, name: context.name, context, entry: undefined };
  });
}

async function configured(config: Config, faults: OwnFault[]): Promise<Found[]> {
  const found: Found[] = [];
  const load = loadOnce();
  for (const entry of config.clusters ?? []) {
    const part = `configuration: cluster ${entry.id}`;
    try {
      const context = await contextOf(entry, config, load, faults, part);
      if (context) found.push({ id: entry.id, name: context.name, context, entry });
    } catch (error) {
      faults.push({ part, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return found;
}

type Load = (kubeconfig: string | undefined) => ReturnType<typeof loadContexts>;

/** Reads each kubeconfig once, whoever asks for it: one of 255 contexts takes a quarter of a second. */
function loadOnce(): Load {
  const loaded = new Map<string | undefined, ReturnType<typeof loadContexts>>();
  return (kubeconfig) => {
    const known = loaded.get(kubeconfig) ?? loadContexts(kubeconfig ? { kubeconfig } : {});
    loaded.set(kubeconfig, known);
    return known;
  };
}

async function contextOf(
  entry: Entry,
  config: Config,
  load: Load,
  faults: OwnFault[],
  part: string,
): Promise<ClusterContext | undefined> {
  if (entry.inCluster) return inClusterContext();
  const kubeconfig = entry.kubeconfig ?? config.kubeconfig;
  const { contexts, problems } = await load(kubeconfig);
  const name = entry.context ?? entry.id;
  const context =
    contexts.find((one) => one.name === name) ??
    (entry.kubeconfig && !entry.context && contexts.length === 1 ? contexts[0] : undefined);
  if (context) return context;
  const problem = problems.find((one) => one.context === name || one.context === null);
  const there = contexts
    .map((one) => one.name)
    .slice(0, 10)
    .join(', ');
  faults.push({
    part,
    message:
      problem?.message ?? `there is no context "${name}"${there ? `; there are ${there}` : ' in any kubeconfig'}`,
  });
  return undefined;
}

function collectorsOf(config: Config, entry: Entry | undefined): PlannedCluster['collectors'] {
  return COLLECTORS.flatMap((collector) => {
    const own = entry?.collect[collector.id];
    if (own === false) return [];
    const settings = collector.settings.parse({ ...globalSettings(config, collector.id), ...own });
    return [{ collector: { ...collector, ...collector.place?.(settings) }, settings }];
  });
}
