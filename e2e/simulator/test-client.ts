import { request } from 'node:https';
import type { Simulator } from './start-simulator.ts';

export type Answer = { status: number; headers: Record<string, unknown>; body: string };
/** Foreign JSON as it comes: what a test expects of it is the test. */
export type Json = ReturnType<typeof JSON.parse>;

/** A plain HTTPS client for one simulated cluster: what the simulator says is seen without any of the product's code. */
export function clientOf(simulator: Simulator, clusterId: string, given: { token?: string } = {}) {
  const access = simulator.accesses.find(({ cluster }) => cluster.id === clusterId);
  if (!access) throw new Error(`no cluster ${clusterId}`);
  const options = (path: string, method: string, signal?: AbortSignal) => ({
    host: '127.0.0.1',
    port: access.port,
    path,
    method,
    ca: simulator.caCertificate,
    headers: { authorization: `Bearer ${given.token ?? access.token}` },
    agent: false as const,
    ...(signal ? { signal } : {}),
  });
  const ask = (path: string, { method = 'GET', signal }: { method?: string; signal?: AbortSignal } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request(options(path, method, signal), (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });
  const json = async (path: string): Promise<Json> => JSON.parse((await ask(path)).body);
  /** Reads a watch until `enough` events came or it ended. */
  const watch = (path: string, enough: (events: Json[]) => boolean) =>
    new Promise<Json[]>((resolve, reject) => {
      const events: Json[] = [];
      let rest = '';
      const sent = request(options(path, 'GET'), (response) => {
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          const lines = (rest + part).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) events.push(JSON.parse(line));
          if (!enough(events)) return;
          resolve(events);
          sent.destroy();
        });
        response.on('end', () => resolve(events));
      });
      sent.on('error', reject);
      sent.end();
    });
  const probe = async (module: string, target: string): Promise<Map<string, number>> => {
    const path = `/api/v1/namespaces/causeway/services/http:blackbox-exporter:9115/proxy/probe?module=${module}&target=${encodeURIComponent(target)}`;
    const { status, body } = await ask(path);
    if (status !== 200) throw new Error(`${status} ${body}`);
    const lines = body.split('\n').filter((line) => line && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
    );
  };
  return { ask, json, watch, probe };
}
