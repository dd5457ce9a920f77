import type { IncomingMessage, ServerResponse } from 'node:http';
import { discover, versionBody } from './discovery.ts';
import { ExporterProxy } from './exporter-proxy.ts';
import type { Cluster } from './fleet.ts';
import { ObjectStore } from './object-store.ts';
import { qualified, type Resource, resourcesOf } from './objects.ts';
import type { addressBook } from './probe.ts';
import { rubbishAnswer, rubbishWatch } from './rubbish.ts';
import { selection } from './selection.ts';
import { answerJson, answerStatus, answerText } from './status-answer.ts';
import { WatchStream } from './watch-stream.ts';
import type { World } from './world.ts';

const USER = 'system:serviceaccount:causeway:causeway';
/** What Kubernetes lets anybody read. */
const OPEN_PATHS = new Set(['/version', '/readyz', '/livez', '/healthz']);

type Options = {
  world: World;
  cluster: Cluster;
  token: string;
  addresses: ReturnType<typeof addressBook>;
  now: () => number;
  /** probes never wait longer than this, however long they say they took */
  probeWaitCapMs: number;
};
type Asked = { resource: Resource; namespace: string | null; name: string | null };

/** One simulated API server: answers GET on what the collectors read, and nothing else. */
export class ApiServer {
  readonly store: ObjectStore;
  readonly #options: Options;
  readonly #watches = new Set<WatchStream>();
  readonly #resources: Resource[];
  readonly #exporter: ExporterProxy;

  constructor(options: Options) {
    this.#options = options;
    this.store = new ObjectStore(options.world, options.cluster);
    this.#resources = resourcesOf(options.cluster);
    this.#exporter = new ExporterProxy(options);
  }

  /** Sends open watches what happened. A server that hangs, or was asked nothing, does nothing. */
  pump(): void {
    const { world, cluster, now } = this.#options;
    if (this.#watches.size === 0 || world.clusterState(cluster.id, now()).api === 'hangs') return;
    const watched = new Set([...this.#watches].map((watch) => watch.resource));
    for (const resource of watched) this.store.refresh(resource, now());
    for (const watch of this.#watches) {
      watch.pump();
      if (watch.ended) this.#watches.delete(watch);
    }
  }

  close(): void {
    this.#exporter.close();
    for (const watch of this.#watches) watch.close();
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#answer(request, response);
    } catch (error) {
      // a URL that can't be decoded; anything else is a fault of the simulator and must be seen
      if (!(error instanceof URIError || error instanceof TypeError)) throw error;
      answerStatus(response, 400, String(error));
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { world, cluster, now } = this.#options;
    const state = world.clusterState(cluster.id, now());
    if (state.api === 'hangs') return;
    if (state.api === 'refuses') {
      request.socket.destroy();
      return;
    }
    response.sendDate = false;
    response.setHeader('Date', new Date(now() + state.clockOffsetSeconds * 1000).toUTCString());
    const url = new URL(request.url ?? '/', 'https://cluster');
    if (request.method !== 'GET') {
      answerStatus(response, 405, 'the server does not allow this method on the requested resource');
      return;
    }
    const authorization = request.headers.authorization;
    const open = OPEN_PATHS.has(url.pathname.replace(/\/$/, ''));
    if (authorization === undefined && !open) {
      answerStatus(response, 403, `forbidden: User "system:anonymous" cannot get path "${url.pathname}"`);
      return;
    }
    if (authorization !== undefined && (state.api === 'expired' || authorization !== `Bearer ${this.#options.token}`)) {
      answerStatus(response, 401, 'Unauthorized');
      return;
    }
    this.#route(url, request, response);
  }

  #route(url: URL, request: IncomingMessage, response: ServerResponse): ServerResponse {
    const { world, cluster, now } = this.#options;
    const path = url.pathname.length > 1 ? url.pathname.replace(/\/$/, '') : url.pathname;
    const rubbish = world.clusterState(cluster.id, now()).api === 'rubbish';
    if (path === '/readyz' || path === '/livez' || path === '/healthz') return answerText(response, 'ok');
    const discovered = discover(cluster, path, request.headers.accept ?? '');
    if (discovered) {
      return answerText(response, JSON.stringify(discovered.body), 200, discovered.contentType);
    }
    if (rubbish) return this.#answerRubbish(path, url.searchParams, response);
    if (path === '/version') return answerJson(response, versionBody(cluster));
    const proxied = /^\/api\/v1\/namespaces\/([^/]+)\/services\/([^/]+)\/proxy(\/.*)?$/.exec(path);
    if (proxied) {
      const namespace = decodeURIComponent(proxied[1] ?? '');
      const service = decodeURIComponent(proxied[2] ?? '');
      if (this.#denied('get', 'services/proxy')) {
        const subject = `services "${service}"`;
        return this.#forbid(response, 'get', { plural: 'services/proxy', group: '', subject, namespace });
      }
      const wanted = { namespace, service, path: proxied[3] ?? '/', query: url.searchParams };
      return this.#exporter.handle(wanted, request, response);
    }
    const asked = this.#asked(path);
    if (!asked) return answerStatus(response, 404, 'the server could not find the requested resource', {});
    return this.#answerResource(asked, url.searchParams, response);
  }

  #answerRubbish(path: string, query: URLSearchParams, response: ServerResponse): ServerResponse {
    if (/^(1|true)$/.test(query.get('watch') ?? '')) {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      return response.end(rubbishWatch());
    }
    const { body, contentType } = rubbishAnswer(path);
    return answerText(response, body, 200, contentType);
  }

  /** `/api/v1/...` or `/apis/group/version/...`, then `[namespaces/ns/]plural[/name]`. */
  #asked(path: string): Asked | null {
    const parts = path.split('/').filter(Boolean).map(decodeURIComponent);
    const core = parts[0] === 'api';
    if (!core && parts[0] !== 'apis') return null;
    const [group, version, rest] = core ? ['', parts[1], parts.slice(2)] : [parts[1], parts[2], parts.slice(3)];
    const inNamespace = rest[0] === 'namespaces' && rest.length > 2;
    const [plural, name, more] = inNamespace ? rest.slice(2) : rest;
    const resource = this.#resources.find(
      (candidate) => candidate.group === group && candidate.version === version && candidate.plural === plural,
    );
    if (!resource || more !== undefined || (inNamespace && !resource.namespaced)) return null;
    if (name !== undefined && resource.namespaced && !inNamespace) return null;
    return { resource, namespace: inNamespace ? (rest[1] ?? null) : null, name: name ?? null };
  }

  #denied(verb: string, resource: string): boolean {
    const { world, cluster, now } = this.#options;
    const { denied } = world.clusterState(cluster.id, now());
    return denied.some((entry) => entry === '*' || entry === resource || entry === `${verb} ${resource}`);
  }

  #forbid(
    response: ServerResponse,
    verb: string,
    asked: { plural: string; group: string; subject: string; namespace: string | null },
  ): ServerResponse {
    const where = asked.namespace === null ? 'at the cluster scope' : `in the namespace "${asked.namespace}"`;
    const message = `${asked.subject} is forbidden: User "${USER}" cannot ${verb} resource "${asked.plural}" in API group "${asked.group}" ${where}`;
    return answerStatus(response, 403, message, { ...(asked.group ? { group: asked.group } : {}), kind: asked.plural });
  }

  #answerResource(
    { resource, namespace, name }: Asked,
    query: URLSearchParams,
    response: ServerResponse,
  ): ServerResponse {
    const now = this.#options.now();
    const watch = /^(1|true)$/.test(query.get('watch') ?? '');
    const verb = watch ? 'watch' : name === null ? 'list' : 'get';
    const { plural, group, kind, version } = resource;
    if (this.#denied(verb, qualified(resource))) {
      const subject = name === null ? qualified(resource) : `${qualified(resource)} "${name}"`;
      return this.#forbid(response, verb, { plural, group, subject, namespace });
    }
    const selects = selection(query, namespace, name);
    if (typeof selects === 'string') return answerStatus(response, 400, selects);
    if (watch) return this.#watch(resource, selects, query, response);
    const objects = this.store.list(resource, now).filter(selects);
    if (name !== null) {
      const details = { name, ...(group ? { group } : {}), kind: plural };
      const found = objects[0];
      return found
        ? answerJson(response, found)
        : answerStatus(response, 404, `${qualified(resource)} "${name}" not found`, details);
    }
    const limit = Number(query.get('limit') ?? 0);
    const [revision = String(this.store.revision), start = '0'] = Buffer.from(query.get('continue') ?? '', 'base64url')
      .toString()
      .split('.');
    const resumed = query.has('continue') && query.get('continue') !== '';
    if (resumed && !(Number(revision) > 0 && Number(start) > 0))
      return answerStatus(response, 400, 'continue key is not valid');
    if (resumed && this.store.since(resource, Number(revision)) === null)
      return answerStatus(
        response,
        410,
        'The provided continue parameter is too old to display a consistent list result.',
      );
    const from = resumed ? Number(start) : 0;
    const page = limit > 0 ? objects.slice(from, from + limit) : objects.slice(from);
    const left = objects.length - from - page.length;
    const metadata = {
      resourceVersion: resumed ? revision : String(this.store.revision),
      ...(left > 0
        ? {
            continue: Buffer.from(`${resumed ? revision : this.store.revision}.${from + page.length}`).toString(
              'base64url',
            ),
            remainingItemCount: left,
          }
        : {}),
    };
    return answerJson(response, {
      kind: `${kind}List`,
      apiVersion: group ? `${group}/${version}` : version,
      metadata,
      items: page,
    });
  }

  #watch(
    resource: Resource,
    selects: Exclude<ReturnType<typeof selection>, string>,
    query: URLSearchParams,
    response: ServerResponse,
  ): ServerResponse {
    const text = query.get('resourceVersion') ?? '';
    if (!/^\d*$/.test(text))
      return answerStatus(response, 500, `Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing`);
    const timeoutSeconds = Number(query.get('timeoutSeconds') ?? 0);
    const stream = new WatchStream(
      this.store,
      {
        resource,
        selects,
        fromRevision: text === '' || text === '0' ? null : Number(text),
        sendInitialEvents: query.get('sendInitialEvents') === 'true',
        bookmarks: query.get('allowWatchBookmarks') === 'true' || query.get('allowWatchBookmarks') === '1',
        timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : 45 * 60_000,
      },
      response,
      this.#options.now,
    );
    this.#watches.add(stream);
    response.on('close', () => this.#watches.delete(stream));
    stream.pump();
    return response;
  }
}
