import { TransportError } from '../transport-error.ts';
import type { ClusterApi } from './cluster-api.ts';
import { asRecord, asText, type UnknownRecord } from './unknown-record.ts';

/** What an API server serves, as read at one instant. */
export interface ServedApis {
  /** Epoch milliseconds. */
  readAt: number;
  /** Plurals by `group/version`; the core group is `/v1`. */
  resources: ReadonlyMap<string, ReadonlySet<string>>;
  /** Groups whose own server did not answer (a broken aggregated API): nothing is known of them. */
  incomplete: readonly string[];
}

export interface Discovery {
  /** What is served, at most `maxAgeMs` old (default 60 s; 0 reads anew). Those who ask at the same time share one reading. */
  read(maxAgeMs?: number): Promise<ServedApis>;
  /** The first of `versions` in which the resource is served, or null when none is. */
  servedVersion(group: string, plural: string, versions: readonly string[]): Promise<string | null>;
}

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
const MAX_AGE_MS = 60_000;
const MAX_GROUP_VERSIONS = 2_000;

/** Discovery of one cluster: two requests where the server aggregates (1.27 and newer), else one per group and version. */
export function openDiscovery(api: ClusterApi): Discovery {
  let held: ServedApis | null = null;
  let running: Promise<ServedApis> | null = null;

  async function renew(): Promise<ServedApis> {
    try {
      held = await readServedApis(api);
      return held;
    } finally {
      running = null;
    }
  }
  function read(maxAgeMs = MAX_AGE_MS): Promise<ServedApis> {
    if (held && api.clock.now() - held.readAt < maxAgeMs) return Promise.resolve(held);
    running ??= renew();
    return running;
  }
  return {
    read,
    async servedVersion(group, plural, versions) {
      const { resources, incomplete } = await read();
      const version = versions.find((one) => resources.get(`${group}/${one}`)?.has(plural));
      if (version) return version;
      if (incomplete.includes(group))
        throw new TransportError('unreachable', `API group ${group}: its server does not answer the API server`);
      return null;
    },
  };
}

async function readServedApis(api: ClusterApi): Promise<ServedApis> {
  const resources = new Map<string, ReadonlySet<string>>();
  const incomplete: string[] = [];
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((path) => api.getJson(path, { headers: { accept: AGGREGATED } })),
  );
  const plain: { group: string; version: string }[] = [];
  for (const answer of [core, groups]) {
    const list = asRecord(answer?.value);
    if (list?.kind === 'APIGroupDiscoveryList') takeAggregated(list, resources, incomplete);
    else if (list?.kind === 'APIVersions')
      plain.push(...texts(list.versions).map((version) => ({ group: '', version })));
    else if (list?.kind === 'APIGroupList') plain.push(...groupVersions(list));
    else throw new TransportError('malformed', `${api.server}: the answer to discovery is neither groups nor versions`);
  }
  await Promise.all(plain.slice(0, MAX_GROUP_VERSIONS).map((one) => takePlain(api, one, resources, incomplete)));
  return { readAt: api.clock.now(), resources, incomplete: [...new Set(incomplete)] };
}

/** https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/3352-aggregated-discovery */
function takeAggregated(list: UnknownRecord, into: Map<string, ReadonlySet<string>>, incomplete: string[]): void {
  for (const group of records(list.items)) {
    const name = asText(asRecord(group.metadata)?.name) ?? '';
    for (const entry of records(group.versions)) {
      const version = asText(entry.version);
      if (!version) continue;
      const plurals = records(entry.resources).flatMap(({ resource }) => asText(resource) ?? []);
      into.set(`${name}/${version}`, new Set(plurals));
      if (entry.freshness === 'Stale' && plurals.length === 0) incomplete.push(name);
    }
  }
}

function groupVersions(list: UnknownRecord): { group: string; version: string }[] {
  return records(list.groups).flatMap((group) =>
    records(group.versions).flatMap(({ version }) => {
      const text = asText(version);
      return text ? [{ group: asText(group.name) ?? '', version: text }] : [];
    }),
  );
}

async function takePlain(
  api: ClusterApi,
  { group, version }: { group: string; version: string },
  into: Map<string, ReadonlySet<string>>,
  incomplete: string[],
): Promise<void> {
  try {
    const { value } = await api.getJson(group ? `/apis/${group}/${version}` : `/api/${version}`);
    const plurals = records(asRecord(value)?.resources).flatMap(({ name }) => asText(name) ?? []);
    into.set(`${group}/${version}`, new Set(plurals.filter((name) => !name.includes('/'))));
  } catch (thrown) {
    // A refusal or a broken connection is ours to know; one group that can't be read must not hide the others.
    if (!(thrown instanceof TransportError) || thrown.status === undefined || thrown.status < 404) throw thrown;
    incomplete.push(group);
  }
}

function records(value: unknown): UnknownRecord[] {
  return Array.isArray(value) ? value.map(asRecord).filter((item) => item !== undefined) : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
