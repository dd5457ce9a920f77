import { TransportError } from '../transport-error.ts';
import type { ClusterApi } from './cluster-api.ts';
import { resourceName } from './resource-ref.ts';
import { asRecord, asText, type UnknownRecord } from './unknown-record.ts';

/** What an API server serves, as read at one instant. */
export interface ServedApis {
  /** Epoch milliseconds. */
  readAt: number;
  /** Plurals by `group/version`; the core group is `/v1`. */
  resources: ReadonlyMap<string, ReadonlySet<string>>;
  /** Groups of which nothing is known, and why: a broken aggregated API, an answer that makes no sense. */
  broken: ReadonlyMap<string, TransportError>;
}

export interface Discovery {
  /** What is served, at most `maxAgeMs` old (default 60 s; 0 reads anew). Those who ask at the same time share one reading. */
  read(maxAgeMs?: number): Promise<ServedApis>;
  /**
   * The first of `versions` in which the resource is served, or null when it is not served at all. Throws `TransportError`:
   * `unsupported` where it is served in other versions only.
   */
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
      const { resources, broken } = await read();
      const version = versions.find((one) => resources.get(`${group}/${one}`)?.has(plural));
      if (version) return version;
      const error = broken.get(group);
      if (error) throw error;
      const others = [...resources].flatMap(([key, plurals]) =>
        plurals.has(plural) && key.startsWith(`${group}/`) ? [key.slice(group.length + 1)] : [],
      );
      if (others.length === 0) return null;
      const name = resourceName({ group, plural });
      throw new TransportError(
        'unsupported',
        `${name} is served as ${others.join(', ')}, and read as ${versions.join(', ')} only`,
      );
    },
  };
}

async function readServedApis(api: ClusterApi): Promise<ServedApis> {
  const resources = new Map<string, ReadonlySet<string>>();
  const broken = new Map<string, TransportError>();
  const [core, groups] = await Promise.all(
    ['/api', '/apis'].map((path) => api.getJson(path, { headers: { accept: AGGREGATED } })),
  );
  const plain: { group: string; version: string }[] = [];
  for (const [path, answer] of [
    ['/api', core],
    ['/apis', groups],
  ] as const) {
    const list = asRecord(answer?.value);
    if (list?.kind === 'APIGroupDiscoveryList') takeAggregated(list, resources, broken);
    else if (list?.kind === 'APIVersions')
      plain.push(...texts(list.versions).map((version) => ({ group: '', version })));
    else if (list?.kind === 'APIGroupList') plain.push(...groupVersions(list));
    else throw strange(answer?.value, `${api.server}: GET ${path}`, 'the API groups or versions');
  }
  await Promise.all(plain.slice(0, MAX_GROUP_VERSIONS).map((one) => takePlain(api, one, resources, broken)));
  if (!broken.has('') && ![...resources.keys()].some((key) => key.startsWith('/')))
    broken.set('', strange(core?.value, `${api.server}: GET /api`, 'a version of the core API'));
  return { readAt: api.clock.now(), resources, broken };
}

/** https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/3352-aggregated-discovery */
function takeAggregated(
  list: UnknownRecord,
  into: Map<string, ReadonlySet<string>>,
  broken: Map<string, TransportError>,
): void {
  for (const group of records(list.items)) {
    const name = asText(asRecord(group.metadata)?.name) ?? '';
    for (const entry of records(group.versions)) {
      const version = asText(entry.version);
      if (!version) continue;
      const plurals = records(entry.resources).flatMap(({ resource }) => asText(resource) ?? []);
      into.set(`${name}/${version}`, new Set(plurals));
      if (entry.freshness === 'Stale' && plurals.length === 0) broken.set(name, away(name));
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
  broken: Map<string, TransportError>,
): Promise<void> {
  const path = group ? `/apis/${group}/${version}` : `/api/${version}`;
  try {
    const { value } = await api.getJson(path);
    // Nothing is concluded to be absent from an answer that is not about what is served.
    if (asRecord(value)?.kind !== 'APIResourceList')
      throw strange(value, `${api.server}: GET ${path}`, 'an APIResourceList');
    const plurals = records(asRecord(value)?.resources).flatMap(({ name }) => asText(name) ?? []);
    into.set(`${group}/${version}`, new Set(plurals.filter((name) => !name.includes('/'))));
  } catch (thrown) {
    // A refusal or a broken connection is ours to know; one group that can't be read must not hide the others.
    if (
      !(thrown instanceof TransportError) ||
      thrown.status === undefined ||
      thrown.status === 401 ||
      thrown.status === 403
    )
      throw thrown;
    broken.set(group, thrown.status >= 500 ? away(group, thrown) : thrown);
  }
}

/** Who answers discovery with something else is no API server, or not wholly. */
function strange(value: unknown, asked: string, expected: string): TransportError {
  const kind = asText(asRecord(value)?.kind)?.slice(0, 63);
  const found = kind === undefined ? 'something without a kind' : `a "${kind}"`;
  const details = { status: 200, detail: 'not-kubernetes' } as const;
  return new TransportError('malformed', `${asked}: ${found} instead of ${expected}`, details);
}

/** An aggregated API whose own server is away. */
function away(group: string, why?: TransportError): TransportError {
  const message = `API group ${group}: its server does not answer the API server${why ? ` (${why.message})` : ''}`;
  return new TransportError('unreachable', message, { detail: 'server-error', status: why?.status });
}

function records(value: unknown): UnknownRecord[] {
  return Array.isArray(value) ? value.map(asRecord).filter((item) => item !== undefined) : [];
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
