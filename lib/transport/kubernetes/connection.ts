import { type ConnectionOptions, createSecureContext } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent, request, Socks5ProxyAgent } from 'undici';
import type { Clock } from '#lib/model/clock.ts';
import { networkError } from '../network-error.ts';
import { TransportError } from '../transport-error.ts';
import type { ClusterContext } from './cluster-context.ts';
import { type Credential, openCredentials } from './credentials.ts';
import { openTlsMaterial, type TlsMaterial } from './tls-material.ts';

/** Request headers by lower-case name. */
export type Headers = Record<string, string | string[]>;

/** What a websocket of our own needs to reach the same server as the same user. */
export interface HandshakeOptions {
  url: string;
  headers: Headers;
  tls: ConnectionOptions;
}

/** How far a question has come: told to whoever wonders why it took too long. */
export interface Journey {
  waitingFor: 'credentials' | 'an answer' | 'the next event';
}

/** The way to one API server: sockets that are kept and reused, and our credentials, both current. */
export interface Connection {
  /** Scheme, host and port. */
  readonly server: string;
  /** A GET; answers as soon as the headers are there. Throws `TransportError`. A 401 of the API server is tried again once with fresh credentials. */
  get(path: string, headers: Headers, signal: AbortSignal, journey: Journey): Promise<Dispatcher.ResponseData>;
  handshake(path: string, signal: AbortSignal): Promise<HandshakeOptions>;
  close(): Promise<void>;
}

/** client-go's value too: shorter than the idle limits of cloud load balancers. */
const TCP_KEEP_ALIVE_MS = 30_000;
/** Longer than any interval at which we ask, so that a quiet cluster costs no handshakes. */
const IDLE_SOCKET_MS = 45_000;

export function openConnection(context: ClusterContext, clock: Clock, credentialTimeoutMs: number): Connection {
  const access = context.access();
  const base = new URL(access.server);
  const server = base.origin;
  const material = openTlsMaterial(access);
  const credentials = openCredentials(
    access,
    clock,
    credentialTimeoutMs,
    async () => (await material.read(undefined)).ca,
  );
  let held: { tls: TlsMaterial; dispatcher: Dispatcher } | null = null;
  const retired = new Set<Dispatcher>();
  let closed = false;

  /** Running requests and watches of an old dispatcher end in their own time, or when all is closed. */
  function retire(dispatcher: Dispatcher): void {
    retired.add(dispatcher);
    const forget = () => void retired.delete(dispatcher);
    // It rejects only when it was destroyed meanwhile, by `close` below.
    dispatcher.close().then(forget, forget);
  }

  async function dispatcherFor(credential: Credential): Promise<Dispatcher> {
    const tls = await material.read(credential);
    if (held && held.tls.ca === tls.ca && held.tls.cert === tls.cert && held.tls.key === tls.key)
      return held.dispatcher;
    if (held) retire(held.dispatcher);
    held = { tls, dispatcher: openDispatcher(access, tlsOptions(access, tls)) };
    return held.dispatcher;
  }

  async function send(credential: Credential, path: string, headers: Headers, signal: AbortSignal) {
    try {
      const dispatcher = await dispatcherFor(credential);
      return await request(urlOf(base, path), {
        dispatcher,
        signal,
        headers: { ...identityHeaders(access.impersonate, credential), ...headers },
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      throw networkError(thrown, server);
    }
  }

  return {
    server,
    async get(path, headers, signal, journey) {
      if (closed) throw new TransportError('unreachable', `${server}: this connection was closed`);
      journey.waitingFor = 'credentials';
      const credential = await credentials.current(signal);
      journey.waitingFor = 'an answer';
      const answer = await send(credential, path, headers, signal);
      // A proxied exporter may say 401 for reasons of its own; the API server's own word is a Status in JSON.
      const ownWord = String(answer.headers['content-type'] ?? '').startsWith('application/json');
      if (answer.statusCode !== 401 || !ownWord || !credentials.refused(credential)) return answer;
      await answer.body.dump({ limit: 16_384 });
      journey.waitingFor = 'credentials';
      const renewed = await credentials.current(signal);
      journey.waitingFor = 'an answer';
      return send(renewed, path, headers, signal);
    },
    async handshake(path, signal) {
      if (access.proxyUrl) throw new TransportError('unsupported', 'websockets through a proxy-url are not supported');
      const credential = await credentials.current(signal);
      return {
        url: urlOf(base, path).replace(/^http/, 'ws'),
        headers: identityHeaders(access.impersonate, credential),
        tls: tlsOptions(access, await material.read(credential)),
      };
    },
    async close() {
      closed = true;
      const dispatchers = held ? [held.dispatcher, ...retired] : [...retired];
      held = null;
      await Promise.all(dispatchers.map((one) => one.destroy()));
    },
  };
}

function urlOf(base: URL, path: string): string {
  return `${base.origin}${base.pathname.replace(/\/+$/, '')}${path}`;
}

function identityHeaders(
  impersonate: { user: string; groups: readonly string[] } | undefined,
  credential: Credential,
): Headers {
  const headers: Headers = { 'user-agent': 'causeway' };
  if (credential.authorization) headers.authorization = credential.authorization;
  if (impersonate) headers['impersonate-user'] = impersonate.user;
  if (impersonate && impersonate.groups.length > 0) headers['impersonate-group'] = [...impersonate.groups];
  return headers;
}

function tlsOptions(
  access: { tlsServerName: string | undefined; skipTlsVerify: boolean },
  tls: TlsMaterial,
): ConnectionOptions {
  return {
    ...(tls.ca ? { ca: tls.ca } : {}),
    ...(tls.cert ? { cert: tls.cert } : {}),
    ...(tls.key ? { key: tls.key } : {}),
    ...(access.tlsServerName ? { servername: access.tlsServerName } : {}),
    ...(access.skipTlsVerify ? { rejectUnauthorized: false } : {}),
  };
}

function openDispatcher(access: { proxyUrl: string | undefined }, tls: ConnectionOptions): Dispatcher {
  // HTTP/1.1 on purpose: a half-open connection then costs one request its deadline and is thrown away with it, while a
  // dead HTTP/2 session would swallow every later request as well: undici 8.12 asks a session for a sign of life only after
  // time-outs of its own, which are off here. The price is a socket for each watch, some twenty for each cluster.
  const pool = { allowH2: false, keepAliveTimeout: IDLE_SOCKET_MS, keepAliveMaxTimeout: IDLE_SOCKET_MS };
  if (access.proxyUrl?.startsWith('socks')) return new Socks5ProxyAgent(access.proxyUrl, { ...pool, requestTls: tls });
  if (access.proxyUrl) return new ProxyAgent({ ...pool, uri: access.proxyUrl, requestTls: tls });
  // Made once, not per socket: reading certificates is most of what a handshake costs us.
  const connect = { ...tls, secureContext: createSecureContext(tls) };
  return new Agent({ ...pool, connect: { ...connect, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS } });
}
