import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A time-series database that the history is compared with. */
export interface RivalKind {
  /** Name of the program and of Debian's package. */
  readonly name: string;
  /** How the program keeps what it has acknowledged. */
  readonly durability: string;
  readonly writePath: string;
  readonly flushPath: string | null;
  readonly args: (folder: string, address: string) => string[];
}

export const RIVALS: readonly RivalKind[] = [
  {
    name: 'victoria-metrics',
    durability: 'acknowledges from memory, flushes about once a second',
    writePath: '/api/v1/write',
    flushPath: '/internal/force_flush',
    args: (folder, address) => [
      `-storageDataPath=${folder}/data`,
      `-httpListenAddr=${address}`,
      '-retentionPeriod=100y',
      '-search.latencyOffset=0s',
    ],
  },
  {
    name: 'prometheus',
    durability: 'writes its log without fsync per request',
    writePath: '/api/v1/write',
    flushPath: null,
    args: (folder, address) => {
      writeFileSync(`${folder}/prometheus.yml`, '{}\n');
      return [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=${address}`,
        '--web.enable-remote-write-receiver',
      ];
    },
  },
];

/** One running server on loopback, with a folder of its own that goes when it is stopped. */
export class Rival {
  readonly kind: RivalKind;
  private readonly folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private child: ChildProcess | null = null;
  private port = 0;

  constructor(kind: RivalKind) {
    this.kind = kind;
  }

  /** Whether the program is installed. */
  static isInstalled({ name }: RivalKind): boolean {
    return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
  }

  async start(): Promise<void> {
    this.port = await freePort();
    const child = spawn(this.kind.name, this.kind.args(this.folder, `127.0.0.1:${this.port}`), { stdio: 'ignore' });
    this.child = child;
    const deadline = performance.now() + 30_000;
    while (performance.now() < deadline && child.exitCode === null) {
      const ready = await this.send('GET', '/api/v1/query?query=1').catch(() => null);
      if (ready) return;
      await wait(50);
    }
    throw new Error(`${this.kind.name} did not start (exit code ${child.exitCode})`);
  }

  async write(body: Buffer): Promise<void> {
    await this.send('POST', this.kind.writePath, body);
  }

  /** Makes what was written visible to queries. */
  async flush(): Promise<void> {
    if (this.kind.flushPath) await this.send('GET', this.kind.flushPath);
  }

  /** An instant query (`at`) or a range query (`from`, `to`, `stepMs`); instants in epoch ms; caches are not used. */
  async query(query: string, span: { at: number } | { from: number; to: number; stepMs: number }): Promise<Result[]> {
    const seconds = (ms: number) => String(ms / 1_000);
    const parameters = new URLSearchParams({ query, nocache: '1' });
    if ('at' in span) parameters.set('time', seconds(span.at));
    else {
      parameters.set('start', seconds(span.from));
      parameters.set('end', seconds(span.to));
      parameters.set('step', seconds(span.stepMs));
    }
    const text = await this.send('GET', `/api/v1/query${'at' in span ? '' : '_range'}?${parameters}`);
    return JSON.parse(text).data.result;
  }

  /** Seconds of processor time that the server has used; NaN where the system does not tell (it does on Linux). */
  processorS(): number {
    const path = `/proc/${this.child?.pid}/stat`;
    if (!existsSync(path)) return Number.NaN;
    // Fields 14 and 15 (utime, stime, in 1/100 s); the name in field 2 ends with the last bracket.
    const fields = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Stops the server and answers how many bytes it leaves on the disk. */
  async stop(): Promise<number> {
    const child = this.child;
    this.agent.destroy();
    if (child && child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    const bytes = folderBytes(this.folder);
    rmSync(this.folder, { recursive: true });
    return bytes;
  }

  private async send(method: string, path: string, body?: Buffer): Promise<string> {
    const headers = body
      ? {
          'content-type': 'application/x-protobuf',
          'content-encoding': 'snappy',
          'content-length': body.length,
          'x-prometheus-remote-write-version': '0.1.0',
        }
      : {};
    const call = request({ host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent });
    call.end(body);
    const [answer] = await once(call, 'response');
    let text = '';
    answer.setEncoding('utf8');
    for await (const chunk of answer) text += chunk;
    if (answer.statusCode >= 300)
      throw new Error(`${this.kind.name} ${path}: ${answer.statusCode} ${text.slice(0, 200)}`);
    return text;
  }
}

/** One series of an answer; `value` of an instant query, `values` of a range query: [seconds, text] pairs. */
export interface Result {
  readonly metric: { readonly subject?: string };
  readonly value?: [number, string];
  readonly values?: [number, string][];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function folderBytes(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
