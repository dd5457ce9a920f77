// For tests only: a server for what a real one can not be brought to do (rubbish, silence, dripping, floods).
import { createServer, type RequestListener } from 'node:http';
import type { Clock } from '#lib/model/clock.ts';
import { ClusterContext } from './kubernetes/cluster-context.ts';

/** The time of the machine: sockets are real here. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export interface StandIn {
  readonly url: string;
  /** Paths asked for, with their queries, in order. */
  readonly asked: string[];
  /** A context that leads here. */
  context(): ClusterContext;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function startStandIn(answer: RequestListener): Promise<StandIn> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address.port);
    });
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    asked,
    context: () => contextOf(url),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A context that names a server and nobody. */
export function contextOf(server: string, token?: string): ClusterContext {
  return new ClusterContext('stand-in', 'nowhere', {
    server,
    tlsServerName: undefined,
    skipTlsVerify: false,
    proxyUrl: undefined,
    ca: undefined,
    tokenFile: undefined,
    token,
    basic: undefined,
    exec: undefined,
    authProvider: undefined,
    cert: undefined,
    key: undefined,
    impersonate: undefined,
  });
}

/** Asks until the answer is true; fails after 5 s. */
export async function eventually(what: string, ask: () => boolean): Promise<void> {
  const endAt = Date.now() + 5_000;
  while (!ask()) {
    if (Date.now() > endAt) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
