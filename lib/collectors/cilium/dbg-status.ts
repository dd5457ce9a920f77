import { z } from 'zod';
import { plain } from '#lib/model/words.ts';
import { jsonOf } from './json-of.ts';

const Whole = z.number().int().min(0).catch(0);
const Remote = z.object({
  name: z.string(),
  ready: z.boolean().catch(false),
  connected: z.boolean().catch(false),
  config: z
    .object({ retrieved: z.boolean().catch(false), 'cluster-id': Whole })
    .nullable()
    .catch(null)
    .default(null),
  'num-failures': Whole.default(0),
  'last-failure': z.string().catch(''),
});
const Controller = z.object({
  name: z.string(),
  status: z.object({ 'last-failure-msg': z.string().catch(''), 'consecutive-failure-count': Whole }),
});
const Agent = z.object({
  'cluster-mesh': z.object({ clusters: z.array(z.unknown()).nullable().catch([]).default([]) }),
  controllers: z.array(z.unknown()).catch([]).default([]),
});

/** What one program says of one remote cluster, in its status. Empty values are left out by it. */
export interface DbgRemote {
  name: string;
  ready: boolean;
  connected: boolean;
  /** The other side's configuration was found: its cluster id, 0 where none is told. */
  config: { clusterId: number } | null;
  failures: number;
  /** Epoch milliseconds by the cluster's clock; nothing: never since it started. */
  lastFailureAt: number | null;
  /** Why its controllers fail now, in their own words. */
  errors: string[];
}

const MAX_REMOTES = 512;
const MAX_CONTROLLERS = 5000;
const MAX_ERRORS = 2;

/**
 * Reads `cilium-dbg status -o json` or `clustermesh-apiserver kvstoremesh-dbg status -o json`; nothing for any other text. The latter is
 * a bare list, empty on a replica that does not lead.
 */
export function readDbgStatus(text: string): DbgRemote[] | null {
  const value = jsonOf(text);
  if (Array.isArray(value)) return remotesOf(value, new Map());
  const agent = Agent.safeParse(value).data;
  return agent ? remotesOf(agent['cluster-mesh'].clusters ?? [], errorsOf(agent.controllers)) : null;
}

function remotesOf(values: readonly unknown[], errors: ReadonlyMap<string, string[]>): DbgRemote[] {
  return values.slice(0, MAX_REMOTES).flatMap((value) => {
    const found = Remote.safeParse(value).data;
    if (!found) return [];
    const { name, ready, connected, config } = found;
    const at = Date.parse(found['last-failure']);
    return [
      {
        name: plain(name, 63),
        ready,
        connected,
        config: config?.retrieved ? { clusterId: config['cluster-id'] } : null,
        failures: found['num-failures'],
        // Go's zero time is the year 1.
        lastFailureAt: at > 0 ? at : null,
        errors: errors.get(name) ?? [],
      },
    ];
  });
}

/** Controllers `remote-etcd-<cluster>` and `remote-etcd-<cluster>-cluster-config` name causes that the status does not. */
function errorsOf(controllers: readonly unknown[]): Map<string, string[]> {
  const errors = new Map<string, string[]>();
  for (const one of controllers.slice(0, MAX_CONTROLLERS)) {
    const found = Controller.safeParse(one).data;
    const name = /^remote-etcd-(.+?)(-cluster-config)?$/.exec(found?.name ?? '');
    if (!found || !name || found.status['consecutive-failure-count'] === 0) continue;
    const [, cluster = '', config] = name;
    const message = plain(found.status['last-failure-msg'], 200);
    const known = errors.get(cluster) ?? [];
    if (message !== '')
      errors.set(cluster, [...known, config ? `cluster-config: ${message}` : message].slice(0, MAX_ERRORS));
  }
  return errors;
}
