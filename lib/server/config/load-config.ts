import 'server-only';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { ZodError } from 'zod';
import { COLLECTORS } from '#lib/collectors/index.ts';
import { Config } from './config.ts';

/** A configuration that can't be used; the message names file, line and field of every fault. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

/** Largest configuration that is read, bytes. */
const MAX_BYTES = 5_000_000;

/**
 * Reads `CAUSEWAY_CONFIG`, or `./causeway.yaml`, or the defaults when neither is there. A file that is named and missing is a
 * `ConfigError`, as is every fault inside. `CAUSEWAY_HISTORY` overrides where the history is kept.
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
  const file = resolve(named ?? 'causeway.yaml');
  try {
    return { config: parseConfig(await readFile(file, 'utf8'), file), file };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' && !named) return { config: Config.parse({}), file: null };
    throw new ConfigError(`${file}: can't be read (${code})`);
  }
}

/** Parses the text of a configuration; `file` is named in errors. */
export function parseConfig(text: string, file: string): Config {
  if (text.length > MAX_BYTES) throw new ConfigError(`${file}: larger than ${MAX_BYTES} bytes`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 100 } as Parameters<
    typeof parseDocument
  >[1]);
  const fault = document.errors[0];
  if (fault) throw new ConfigError(`${file}:${fault.linePos?.[0].line ?? 1}: ${fault.code}: not valid YAML`);
  const lineOf = (path: readonly PropertyKey[]) => lineOfPath(document.contents, path, lines);
  const parsed = Config.safeParse(document.toJS({ maxAliasCount: 100 }) ?? {});
  if (!parsed.success) throw new ConfigError(faults(parsed.error, file, [], lineOf));
  checkReferences(parsed.data, file, lineOf);
  checkCollectors(parsed.data, file, lineOf);
  return parsed.data;
}

function faults(
  error: ZodError,
  file: string,
  prefix: PropertyKey[],
  lineOf: (path: readonly PropertyKey[]) => number,
): string {
  return error.issues
    .slice(0, 20)
    .map((issue) => {
      const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
      const path = [...prefix, ...issue.path, ...(unknown ? [unknown] : [])];
      return `${file}:${lineOf(path)}: ${pathText(path) || 'the file'}: ${unknown ? 'is not a known field' : issue.message}`;
    })
    .join('\n');
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/** The line of the deepest node on the way to `path`. */
function lineOfPath(root: Node | null, path: readonly PropertyKey[], lines: LineCounter): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (!pair) break;
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
    } else if (node && typeof node === 'object' && 'items' in node && Array.isArray(node.items)) {
      node = node.items[Number(part)];
      const range = node && typeof node === 'object' && 'range' in node ? node.range : undefined;
      if (Array.isArray(range)) offset = Number(range[0]);
    } else break;
  }
  return lines.linePos(offset).line;
}

/** Ids are unique, and what names a site or a cluster names one that exists. */
function checkReferences(config: Config, file: string, lineOf: (path: readonly PropertyKey[]) => number): void {
  const wrong: string[] = [];
  const complain = (path: PropertyKey[], message: string) =>
    wrong.push(`${file}:${lineOf(path)}: ${pathText(path)}: ${message}`);
  const clusters = new Set<string>();
  for (const [index, cluster] of (config.clusters ?? []).entries()) {
    if (clusters.has(cluster.id)) complain(['clusters', index, 'id'], `"${cluster.id}" is used twice`);
    clusters.add(cluster.id);
  }
  const sites = new Set<string>();
  for (const [index, site] of config.sites.entries()) {
    if (sites.has(site.id)) complain(['sites', index, 'id'], `"${site.id}" is used twice`);
    sites.add(site.id);
  }
  for (const [index, cluster] of (config.clusters ?? []).entries()) {
    if (cluster.site && !sites.has(cluster.site))
      complain(['clusters', index, 'site'], `there is no site "${cluster.site}"`);
  }
  for (const [index, link] of config.links.entries()) {
    const [a, b] = link.clusters;
    if (a === b) complain(['links', index, 'clusters'], 'a link joins two different clusters');
    if (config.clusters) {
      for (const end of link.clusters)
        if (!clusters.has(end)) complain(['links', index, 'clusters'], `there is no cluster "${end}"`);
    }
  }
  for (const [index, window] of config.maintenance.entries()) {
    if (window.to <= window.from) complain(['maintenance', index, 'to'], 'ends before it begins');
    for (const [at, link] of window.links.entries())
      if (link.split('~').length !== 2)
        complain(['maintenance', index, 'links', at], 'must be the ids of two clusters joined by ~');
    if (!config.clusters) continue;
    for (const [at, id] of window.clusters.entries())
      if (!clusters.has(id)) complain(['maintenance', index, 'clusters', at], `there is no cluster "${id}"`);
  }
  if (wrong.length > 0) throw new ConfigError(wrong.slice(0, 20).join('\n'));
}

/** Settings of collectors are checked by their own schemas, in the global section of their name and in every cluster. */
function checkCollectors(config: Config, file: string, lineOf: (path: readonly PropertyKey[]) => number): void {
  const known = new Map(COLLECTORS.map((collector) => [collector.id, collector]));
  for (const [index, cluster] of (config.clusters ?? []).entries()) {
    for (const [system, settings] of Object.entries(cluster.collect)) {
      const path = ['clusters', index, 'collect', system];
      const collector = known.get(system);
      if (!collector)
        throw new ConfigError(
          `${file}:${lineOf(path)}: ${pathText(path)}: no collector has this name; there are ${[...known.keys()].join(', ')}`,
        );
      if (settings === false) continue;
      const parsed = collector.settings.safeParse({ ...globalSettings(config, system), ...settings });
      if (!parsed.success) throw new ConfigError(faults(parsed.error, file, path, lineOf));
    }
  }
  for (const collector of COLLECTORS) {
    const parsed = collector.settings.safeParse(globalSettings(config, collector.id));
    if (!parsed.success) throw new ConfigError(faults(parsed.error, file, [collector.id], lineOf));
  }
}

/** The top-level section that has the name of a system: settings of its collector in every cluster. */
export function globalSettings(config: Config, system: string): Record<string, unknown> {
  if (system !== 'probes') return {};
  const { budgetPerSecond: _, ...settings } = config.probes;
  return settings;
}
