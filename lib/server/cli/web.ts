import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What the web server is made of: a change in any of it asks for a new build. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'instrumentation.ts',
  'next.config.js',
  'package.json',
  'proxy.ts',
  'tsconfig.json',
];
const NEXT = join('node_modules', 'next', 'dist', 'bin', 'next');
/** What clusters say lives for seconds: with V8's default of 16 MB for the young most of it is carried over to the old for nothing. */
const ROOM_FOR_YOUNG = '--max-semi-space-size=64';
/** The web server answers within this time, milliseconds, or something is wrong. */
const START_WITHIN_MS = 60_000;
/** It ends within this time of being asked, milliseconds, or is killed. */
const STOP_WITHIN_MS = 10_000;
/** Next's own end on a signal would not wait for what is still to be written: ours does. */
const OWN_ENV = { NEXT_MANUAL_SIG_HANDLE: 'true', NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' } as const;

/** A start that can't be; the message says what to do. */
export class StartError extends Error {}

/** Where to listen: `HOST` (default 127.0.0.1) and `PORT` (default 3000). Throws `StartError`. */
export function addressFromEnv(env: NodeJS.ProcessEnv): { host: string; port: number } {
  const port = Number(env.PORT ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new StartError(`PORT must be a number from 1 to 65535, not "${env.PORT}"`);
  return { host: env.HOST || '127.0.0.1', port };
}

/** Makes sure that nobody listens there yet. Throws `StartError`. */
export function checkFree({ host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? `port ${port} is in use: set PORT to another one`
          : `can't listen on ${host}:${port} (${error.code}): check HOST and PORT`;
      reject(new StartError(why));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Builds the web server unless the last build is newer than its sources. */
export async function buildIfNeeded(say: (text: string) => void): Promise<void> {
  const builtAt = statSync(join('.next', 'BUILD_ID'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // Equal where an image gives everything one time.
  if (builtAt > 0 && builtAt >= Math.max(...SOURCES.map(newest))) return;
  say('building the web server (once; from half a minute to two minutes, by the machine) ...');
  const output: string[] = [];
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.execPath, [NEXT, 'build'], {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => output.push(String(chunk)));
    child.stderr.on('data', (chunk) => output.push(String(chunk)));
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new StartError(`the build failed:\n${output.join('')}`);
}

/** Aborts when somebody asks this process to end. */
export function askedToEnd(): AbortSignal {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => asked.abort());
  return asked.signal;
}

/** A running web server; `exited` says how it ended, whoever ended it. */
export interface RunningWeb {
  url: string;
  pid: number;
  stop: () => Promise<void>;
  exited: Promise<string>;
}

/** Starts the built web server; resolves when it answers. It is stopped when `ending` aborts, from the first moment on. Throws `StartError`. */
export async function serve(
  address: { host: string; port: number },
  env: Record<string, string>,
  ending?: AbortSignal,
): Promise<RunningWeb> {
  const child = spawn(
    process.execPath,
    [ROOM_FOR_YOUNG, NEXT, 'start', '-H', address.host, '-p', String(address.port)],
    {
      env: { ...process.env, ...env, ...OWN_ENV, HOST: address.host },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal === null ? `status ${code}` : `killed by ${signal}`)),
  );
  let ended = '';
  void exited.then((how) => {
    ended = how;
  });
  child.stdout.on('data', (chunk) => {
    for (const line of String(chunk).split('\n')) if (line.startsWith('{')) console.log(line);
  });
  const stop = async () => {
    child.kill('SIGTERM');
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await exited;
    clearTimeout(impatient);
  };
  if (ending?.aborted) await stop();
  ending?.addEventListener('abort', () => void stop(), { once: true });
  const host = address.host === '0.0.0.0' || address.host === '::' ? '127.0.0.1' : address.host;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  const until = Date.now() + START_WITHIN_MS;
  while (!ended) {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answer?.ok) return { url, pid: child.pid ?? 0, stop, exited };
    if (Date.now() > until) {
      await stop();
      throw new StartError(`the web server did not answer on ${url} within ${START_WITHIN_MS / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new StartError(`the web server ended while it started (${ended}); the lines above say why`);
}
