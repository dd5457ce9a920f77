import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exported, report, servicesReading } from '#lib/model/made-services.ts';
import { systemClock } from './clock.ts';
import { Config } from './config/config.ts';
import { Engine } from './engine.ts';
import { Hub } from './live/hub.ts';
import { probes, reading, says, sourceOf } from './pipeline/made-fleet.ts';

/** The handler's file of a path of the contract. */
export const fileOf = (path: string) => `app${path.replace(/\{(\w+)\}/g, '[$1]')}/route.ts`;

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** Asks a handler as the web server would; the id of a service is `namespace/name`. */
export async function ask(path: string, query = '', id = 'none', headers: HeadersInit = {}): Promise<Response> {
  const { GET } = (await import(resolve(fileOf(path)))) as { GET: Handler };
  const [namespace = '', name = ''] = id.split('/');
  const filled = path.replace('{id}', id).replace('{namespace}/{name}', id);
  return GET(new Request(`http://127.0.0.1${filled}${query}`, { headers }), {
    params: Promise.resolve({ id, namespace, name }),
  });
}

/** What clusters call themselves, and say. */
export const HOSTILE = 'qu"ote\\back\nline <b>\u202e';
const shared = globalThis as { causewayRunning?: Promise<unknown> };

/** A running product whose fleet is made: `ids` read each other, the last one is unknown to any context. */
export async function runProduct(ids: readonly string[], folder: string, history: string): Promise<Engine> {
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: [] }),
  );
  const config = Config.parse({ kubeconfig, clusters: ids.map((id) => ({ id })), history: { url: history } });
  const engine = await Engine.start({
    config,
    clock: systemClock,
    random: () => 0.5,
    onChange: () => {},
    log: () => {},
  });
  const { fleet } = engine;
  const now = systemClock.now();
  const hear = (cluster: string, system: string, said: Parameters<typeof fleet.setReading>[1]) =>
    fleet.setReading({ id: `${cluster}/${system}`, cluster, system }, said, now);
  for (const own of ids) {
    const others = ids.filter((other) => other !== own);
    const freshForMs = 600_000;
    fleet.setSource(sourceOf(own, { message: HOSTILE, system: HOSTILE, label: HOSTILE }), now);
    hear(
      own,
      'net',
      reading(
        own,
        others.map((other) => says(other, 'pass', now, { text: HOSTILE, freshForMs })),
      ),
    );
    hear(own, 'mcs', servicesReading([report('web', own === 'a' ? { export: exported() } : {})], now, { freshForMs }));
    hear(own, 'probes', {
      ...reading(own, []),
      aliases: [],
      statements: others.map((other) => probes(other, 'fail', now, {}, freshForMs)),
      measurements: others.map((other) => ({
        about: { kind: 'peer', peer: { system: 'causeway', scope: '', name: other }, direction: 'out' },
        metric: 'rttMs',
        value: 12.5,
        at: now,
        preference: 10,
        basis: 'measured',
      })),
    });
  }
  do fleet.tick(now);
  while (fleet.behind);
  const title = { name: HOSTILE, simulated: null };
  const hub = new Hub({ clock: systemClock, title, build: HOSTILE, snapshot: () => fleet.snapshot });
  shared.causewayRunning = Promise.resolve({ engine, hub, title, build: HOSTILE });
  return engine;
}
