import 'server-only';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { readYaml } from '#lib/transport/yaml-text.ts';
import { Config } from './config.ts';
import { ConfigError, ConfigFaults } from './config-faults.ts';

/** Largest configuration that is read, bytes. */
const MAX_BYTES = 5_000_000;

type Collect = NonNullable<Config['clusters']>[number]['collect'];

/**
 * Reads `CAUSEWAY_CONFIG`, or `./causeway.yaml`, or the defaults when neither is there. A file that is named and missing is a
 * `ConfigError`, as is every fault inside. `CAUSEWAY_HISTORY` overrides where the history is kept. Relative
 * paths of `auth.tokensFile` and of collectors' settings are beside the configuration: they are answered whole.
 */
export async function loadConfig(
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ config: Config; file: string | null }> {
  const { config, file } = await readConfig(env);
  const url = env.CAUSEWAY_HISTORY;
  return { config: url ? { ...config, history: { ...config.history, url } } : config, file };
}

async function readConfig(env: NodeJS.ProcessEnv): Promise<{ config: Config; file: string | null }> {
  const named = env.CAUSEWAY_CONFIG || undefined;
  const file = resolve(/* turbopackIgnore: true */ named ?? 'causeway.yaml');
  try {
    const config = parseConfig(await readFile(/* turbopackIgnore: true */ file, 'utf8'), file);
    return { config: besideIt(config, file), file };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' && !named) return { config: Config.parse({}), file: null };
    throw new ConfigError(`${file}: can't be read (${code})`);
  }
}

/** The configuration of a file, with the paths in it whole. */
function besideIt(config: Config, file: string): Config {
  const whole = (path: string) => resolve(/* turbopackIgnore: true */ dirname(file), path);
  const { auth } = config;
  return {
    ...config,
    ...(auth?.tokensFile && { auth: { ...auth, tokensFile: whole(auth.tokensFile) } }),
    ...(config.clusters && {
      clusters: config.clusters.map((cluster) => ({ ...cluster, collect: withPaths(cluster.collect, whole) })),
    }),
  };
}

/** Settings of collectors, with those that are paths made `whole`. */
function withPaths(collect: Collect, whole: (path: string) => string): Collect {
  const made = { ...collect };
  for (const { id, paths = [] } of COLLECTORS) {
    const own = collect[id];
    if (!own) continue;
    const given = paths.flatMap((name) => (typeof own[name] === 'string' ? [[name, whole(own[name])]] : []));
    made[id] = { ...own, ...Object.fromEntries(given) };
  }
  return made;
}

/** Parses the text of a configuration; `file` is named in errors. */
export function parseConfig(text: string, file: string): Config {
  if (text.length > MAX_BYTES) throw new ConfigError(`${file}: larger than ${MAX_BYTES} bytes`);
  const yaml = readYaml(text);
  const faults = new ConfigFaults(file, yaml);
  if (faults.any) throw faults.toError();
  const value = yaml.value ?? {};
  const parsed = Config.safeParse(value);
  if (!parsed.success) faults.addIssues(parsed.error, []);
  // Beside a field that is not known other things may be wrong too: everything is told at once.
  const known = parsed.success ? parsed : Config.safeParse(withoutUnknown(value, parsed.error));
  if (known.success) {
    checkReferences(known.data, faults);
    checkCollectors(known.data, faults);
  }
  if (!parsed.success || faults.any) throw faults.toError();
  return parsed.data;
}

/** A copy without the fields that the schema does not know. */
function withoutUnknown(value: unknown, error: z.ZodError): unknown {
  const copy: unknown = structuredClone(value);
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const at = issue.path.reduce<unknown>((node, part) => (node as Record<PropertyKey, unknown>)[part], copy);
    for (const key of issue.keys) delete (at as Record<string, unknown>)[key];
  }
  return copy;
}

/** Ids are unique, and what names a site or a cluster names one that exists. */
function checkReferences(config: Config, faults: ConfigFaults): void {
  const clusters = new Set<string>();
  for (const [index, cluster] of (config.clusters ?? []).entries()) {
    if (clusters.has(cluster.id)) faults.add(['clusters', index, 'id'], `"${cluster.id}" is used twice`);
    clusters.add(cluster.id);
  }
  const sites = new Set<string>();
  for (const [index, site] of config.sites.entries()) {
    if (sites.has(site.id)) faults.add(['sites', index, 'id'], `"${site.id}" is used twice`);
    sites.add(site.id);
  }
  for (const [index, cluster] of (config.clusters ?? []).entries()) {
    if (cluster.site && !sites.has(cluster.site))
      faults.add(['clusters', index, 'site'], `there is no site "${cluster.site}"`);
  }
  for (const [index, link] of config.links.entries()) {
    const [a, b] = link.clusters;
    if (a === b) faults.add(['links', index, 'clusters'], 'a link joins two different clusters');
    if (config.clusters) {
      for (const end of link.clusters)
        if (!clusters.has(end)) faults.add(['links', index, 'clusters'], `there is no cluster "${end}"`);
    }
  }
  for (const [index, window] of config.maintenance.entries()) {
    if (window.to <= window.from) faults.add(['maintenance', index, 'to'], 'ends before it begins');
    for (const [at, link] of window.links.entries())
      if (link.split('~').length !== 2)
        faults.add(['maintenance', index, 'links', at], 'must be the ids of two clusters joined by ~');
    if (!config.clusters) continue;
    for (const [at, id] of window.clusters.entries())
      if (!clusters.has(id)) faults.add(['maintenance', index, 'clusters', at], `there is no cluster "${id}"`);
  }
}

/** Settings of collectors are checked by their own schemas, in the global section of their name and in every cluster. */
function checkCollectors(config: Config, faults: ConfigFaults): void {
  const known = new Map(COLLECTORS.map((collector) => [collector.id, collector]));
  /** The global sections without a fault: one that has some is told of once, not in every cluster. */
  const general = new Map<string, Record<string, unknown>>();
  for (const { id, settings } of COLLECTORS) {
    const given = globalSettings(config, id);
    const { error } = settings.safeParse(given);
    if (error) faults.addIssues(error, [id]);
    else general.set(id, given);
  }
  for (const [index, cluster] of (config.clusters ?? []).entries()) {
    for (const [system, own] of Object.entries(cluster.collect)) {
      const path = ['clusters', index, 'collect', system];
      const collector = known.get(system);
      if (!collector) faults.add(path, `no collector has this name; there are ${[...known.keys()].join(', ')}`);
      const error = own && collector?.settings.safeParse({ ...general.get(system), ...own }).error;
      if (error) faults.addIssues(error, path);
    }
  }
}

/** The top-level section that has the name of a system: settings of its collector in every cluster. */
export function globalSettings(config: Config, system: string): Record<string, unknown> {
  if (system !== 'probes') return {};
  const { budgetPerSecond: _, ...settings } = config.probes;
  return settings;
}
