import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { World } from './world.ts';

const clusterIds = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

/** A change of how clusters' API servers or exporters answer. */
const ClusterChange = z.strictObject({
  cluster: clusterIds,
  api: z.enum(['ok', 'hangs', 'rubbish', 'expired', 'refuses']).optional(),
  denied: z.array(z.string()).optional(),
  exporter: z.enum(['running', 'down', 'absent']).optional(),
  lacksNamespaces: z.array(z.string()).optional(),
  clockOffsetSeconds: z.int().min(-86_400).max(86_400).optional(),
});
/** A change of a gateway node, named `<cluster>-gw1` or `-gw2`. */
const GatewayChange = z.strictObject({
  gateway: z.string().min(1),
  state: z.enum(['running', 'killed', 'stopped', 'node-lost']),
});
/** A change of the wire, in each linked direction between `from` and `to`: cluster ids, `site:<id>`, or `*`. */
const DirectionChange = z.strictObject({
  from: clusterIds,
  to: clusterIds,
  bothWays: z.boolean().optional(),
  cut: z.boolean().optional(),
  lossRatio: z.number().min(0).max(1).optional(),
  mtuBytes: z.int().min(576).max(9000).nullable().optional(),
  addedLatencyMs: z.number().min(0).max(60_000).optional(),
  jitterMs: z.number().min(0).max(10_000).optional(),
  icmpFiltered: z.boolean().optional(),
  healthCheckFiltered: z.boolean().optional(),
  meshCut: z.boolean().optional(),
  probesRefused: z.boolean().optional(),
});
export type Change = z.infer<typeof ClusterChange> | z.infer<typeof GatewayChange> | z.infer<typeof DirectionChange>;

/** One dated change: `at` in seconds after the start, negative for what was so already. */
const Step = z.strictObject({
  at: z
    .number()
    .min(-30 * 86_400)
    .max(86_400),
  set: z.looseObject({}),
});
const Window = z.looseObject({ fromSeconds: z.number(), toSeconds: z.number() });
const LinkEntry = z.looseObject({ clusters: z.tuple([z.string(), z.string()]) });
/** A `scenario.json`. `config` is merged into the `causeway.yaml` that the simulator writes; the product checks the rest of it. */
const Scenario = z.strictObject({
  title: z.string(),
  steps: z.array(Step),
  /** Who runs Cilium in one mesh, by cluster. */
  mesh: z
    .record(z.string(), z.strictObject({ id: z.int().min(1).max(255), agentMetrics: z.boolean().default(false) }))
    .optional(),
  config: z.strictObject({ links: z.array(LinkEntry).optional(), maintenance: z.array(Window).optional() }).optional(),
});
export type Scenario = Omit<z.infer<typeof Scenario>, 'steps'> & {
  name: string;
  file: string;
  steps: { at: number; set: Change }[];
};

const printPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');

function check<Output>(schema: z.ZodType<Output>, value: unknown, file: string, prefix: PropertyKey[] = []): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${file}: ${printPath([...prefix, ...issue.path]) || '(top)'}: ${issue.message}`,
  );
  throw new Error(faults.join('\n'));
}

/** Chooses the shape by the field that names the subject, so that an error speaks of that shape only. */
function checkChange(value: Record<string, unknown>, file: string, prefix: PropertyKey[]): Change {
  if ('gateway' in value) return check(GatewayChange, value, file, prefix);
  if ('from' in value || 'to' in value) return check(DirectionChange, value, file, prefix);
  return check(ClusterChange, value, file, prefix);
}

/** Checks a scenario's shape. Errors name the file and the field, one a line. */
export function parseScenario(value: unknown, name: string, file: string): Scenario {
  const scenario = check(Scenario, value, file);
  const steps = scenario.steps.map(({ at, set }, index) => ({
    at,
    set: checkChange(set, file, ['steps', index, 'set']),
  }));
  return { ...scenario, steps, name, file };
}

/** Reads `e2e/scenarios/<name>/scenario.json`. */
export function loadScenario(name: string): Scenario {
  if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`no scenario ${JSON.stringify(name)}`);
  const file = `e2e/scenarios/${name}/scenario.json`;
  const path = fileURLToPath(new URL(`../scenarios/${name}/scenario.json`, import.meta.url));
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`no scenario ${JSON.stringify(name)}: cannot read ${file}`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'is no JSON'}`, { cause: error });
  }
  return parseScenario(value, name, file);
}

/** The clusters that a selector names; an error names the field of one that is not there. */
function select(world: World, selector: string | string[], where: string): string[] {
  return [selector].flat().flatMap((text) => {
    const clusters = world.fleet.clusters.filter(
      ({ id, site }) => text === '*' || text === id || text === `site:${site.id}`,
    );
    if (clusters.length === 0) throw new Error(`${where}: no cluster or site ${JSON.stringify(text)} in this fleet`);
    return clusters.map((cluster) => cluster.id);
  });
}

/** Applies one change at an instant (epoch milliseconds). `where` opens the message of an error. */
export function applyChange(world: World, change: Change, at: number, where: string): void {
  if ('gateway' in change) {
    const node = world.fleet.clusters.flatMap(({ nodes }) => nodes).find(({ name }) => name === change.gateway);
    if (!node?.gateway)
      throw new Error(`${where}.gateway: no gateway node ${JSON.stringify(change.gateway)} in this fleet`);
    world.setGateway(at, node.name, { state: change.state });
    return;
  }
  if ('cluster' in change) {
    const { cluster, ...patch } = change;
    for (const id of select(world, cluster, `${where}.cluster`)) world.setCluster(at, id, patch);
    return;
  }
  const { from, to, bothWays, ...patch } = change;
  const sources = select(world, from, `${where}.from`);
  const targets = select(world, to, `${where}.to`);
  const pairs = sources.flatMap((source) => targets.map((target) => [source, target] as const));
  const directions = new Map(
    (bothWays ? [...pairs, ...pairs.map(([a, b]) => [b, a] as const)] : pairs).map((pair) => [pair.join('>'), pair]),
  );
  const linked = [...directions.values()].filter(([a, b]) => world.link(a, b));
  if (linked.length === 0) throw new Error(`${where}: no link between from and to`);
  for (const [a, b] of linked) world.setDirection(at, a, b, patch);
}

/** Puts a scenario's steps into the world; `speed` 2 makes its story twice as fast, never its heartbeats. */
export function applyScenario(world: World, scenario: Scenario, startedAt: number, speed: number): void {
  for (const [index, step] of scenario.steps.entries()) {
    const offsetMs = (step.at * 1000) / (step.at > 0 ? speed : 1);
    applyChange(world, step.set, startedAt + offsetMs, `${scenario.file}: steps[${index}].set`);
  }
}
