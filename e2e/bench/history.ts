import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHistory } from '#lib/history/open-history.ts';
import type { BenchOptions } from './figure.ts';
import { median } from './figure.ts';
import { RIVALS, Rival, type RivalKind } from './history-rival.ts';
import { eachTick, makeWorkload, TICK_MS, type Workload } from './history-workload.ts';
import { RemoteWriteEncoder } from './remote-write.ts';

/** What one engine did; `p95` by subject, in ms. */
interface Outcome {
  readonly samplesPerS: number;
  readonly worstTickMs: number;
  readonly p95AllMs: number;
  readonly oneSeriesMs: number;
  readonly bytesPerSample: number;
  readonly p95: Map<string, number>;
}

const POINTS = 500;

/**
 * The embedded history beside real databases, on one machine and in one run, one after the other. Each is handed the
 * same ticks, one write per tick; only the writes themselves are timed. Ours is called in process and pays one fsync
 * per tick; the others are reached over HTTP on loopback and acknowledge before the data is safe.
 */
export async function benchHistory({ small, report, note }: BenchOptions): Promise<void> {
  const workload = makeWorkload(small ? 500 : 2_000, small ? 4 : 24, Date.now());
  note(
    `${workload.series.length} series, ${workload.ticks} ticks of 10 s, ${workload.series.length * workload.ticks} samples`,
  );
  note('causeway: in process, every tick is on the disk when it is acknowledged (synchronous=FULL)');
  const ours = await runOurs(workload, note);
  const rivals = new Map<string, Outcome>();
  for (const kind of RIVALS) {
    if (Rival.isInstalled(kind)) {
      note(`${kind.name}: remote write over loopback, one connection; ${kind.durability}`);
      rivals.set(kind.name, await runRival(kind, workload, note));
    } else {
      note(`${kind.name} left out: not installed; apt-get install -y --no-install-recommends ${kind.name}`);
    }
  }
  const compare = (what: string, unit: string, pick: (outcome: Outcome) => number, goals: Record<string, number>) => {
    for (const [name, goal] of Object.entries(goals)) {
      const rival = rivals.get(name);
      const value = pick(ours);
      if (!rival) {
        note(`history.${what} ${value.toPrecision(3)} ${unit}, not compared with ${name}`);
        continue;
      }
      const theirs = pick(rival);
      const ratio = unit === 'ms' ? theirs / value : value / theirs;
      const id = `history.${what}`;
      report({
        id,
        value,
        unit,
        baseline: { name, value: theirs },
        ratio,
        goal: `at least ${goal}x`,
        ok: ratio >= goal,
      });
    }
  };
  const most = (what: string, unit: string, pick: (outcome: Outcome) => number, goal: number) => {
    const rival = rivals.get('victoria-metrics');
    const baseline = rival && { name: 'victoria-metrics', value: pick(rival) };
    const value = pick(ours);
    const ratio = baseline && baseline.value / value;
    report({
      id: `history.${what}`,
      value,
      unit,
      goal: `at most ${goal}`,
      ok: value <= goal,
      ...(baseline && { baseline }),
      ...(ratio !== undefined && { ratio }),
    });
  };
  compare('ingest', 'Msamples/s', (outcome) => outcome.samplesPerS / 1e6, { 'victoria-metrics': 3, prometheus: 3 });
  compare('p95-all', 'ms', (outcome) => outcome.p95AllMs, { 'victoria-metrics': 5, prometheus: 5 });
  most('bytes', 'B/sample', (outcome) => outcome.bytesPerSample, 2.4);
  most('one-series', 'ms', (outcome) => outcome.oneSeriesMs, 2);
  most('worst-tick', 'ms', (outcome) => outcome.worstTickMs, 50);
  for (const [name, rival] of rivals) {
    const errors = [...ours.p95].map(([subject, value]) =>
      Math.abs(value / (rival.p95.get(subject) ?? Number.NaN) - 1),
    );
    const value = 100 * Math.max(...errors);
    report({ id: `history.p95-error-to-${name}`, value, unit: '%', goal: 'at most 1.5', ok: value <= 1.5 });
  }
}

/** Times `run` several times and answers the median in ms and the last result. */
async function timed<T>(runs: number, run: (turn: number) => Promise<T>): Promise<{ ms: number; result: T }> {
  const times: number[] = [];
  for (let turn = 0; ; turn++) {
    const start = performance.now();
    const result = await run(turn);
    times.push(performance.now() - start);
    if (times.length === runs) return { ms: median(times), result };
  }
}

async function runOurs(workload: Workload, note: BenchOptions['note']): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
  const path = join(folder, 'history.db');
  note(`causeway: a write of 16 KB with fsync takes ${fsyncMs(folder).toFixed(2)} ms on this disk now (mean of 300)`);
  const store = openHistory({ url: `file:${path}` });
  try {
    const { series } = workload;
    const written = await write(workload, async (at, values) => {
      const samples = series.map((key, i) => ({ series: key, value: (values[i] ?? 0) / 1_000 }));
      return () => store.commit({ at, samples, transitions: [] });
    });
    note(`causeway: ${written.processorS.toFixed(1)} s of processor time for the writes`);
    const span = { fromAt: workload.startAt, toAt: workload.startAt + workload.ticks * TICK_MS };
    const all = await timed(5, () => store.quantiles(series, span, [0.95]));
    const one = await timed(51, (turn) => {
      const key = series[(turn * 97) % series.length];
      if (!key) throw new Error('no series');
      return store.series({ ...key, ...span, points: POINTS });
    });
    await store.close();
    return {
      ...written,
      p95AllMs: all.ms,
      oneSeriesMs: one.ms,
      bytesPerSample: statSync(path).size / (series.length * workload.ticks),
      p95: new Map(all.result.map((answer) => [answer.series.subject, answer.values[0] ?? Number.NaN])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What one commit has to wait for at least: other work on the same disk moves our figures more than any code does. */
function fsyncMs(folder: string): number {
  const file = openSync(join(folder, 'fsync'), 'w');
  const bytes = Buffer.alloc(16_384, 1);
  const start = performance.now();
  for (let i = 0; i < 300; i++) {
    writeSync(file, bytes, 0, bytes.length, (i % 50) * bytes.length);
    fsyncSync(file);
  }
  const ms = (performance.now() - start) / 300;
  closeSync(file);
  return ms;
}

async function runRival(kind: RivalKind, workload: Workload, note: BenchOptions['note']): Promise<Outcome> {
  const rival = new Rival(kind);
  const { series, ticks, startAt } = workload;
  let stopped = false;
  try {
    await rival.start();
    const encoder = new RemoteWriteEncoder(series);
    const written = await write(workload, async (at, values) => {
      const body = encoder.encode(at, values);
      return () => rival.write(body);
    });
    await rival.flush();
    note(`${kind.name}: ${rival.processorS().toFixed(1)} s of the server's processor time for the writes`);
    const lastAt = startAt + (ticks - 1) * TICK_MS;
    const window = `${(ticks * TICK_MS) / 1_000}s`;
    const all = await timed(3, () => rival.query(`quantile_over_time(0.95, rtt[${window}])`, { at: lastAt }));
    const stepMs = Math.ceil((ticks * TICK_MS) / POINTS);
    const one = await timed(25, (turn) => {
      const subject = series[(turn * 97) % series.length]?.subject ?? '';
      const query = `max_over_time(rtt{subject="${subject}"}[${Math.ceil(stepMs / 1_000)}s])`;
      return rival.query(query, { from: startAt, to: lastAt, stepMs });
    });
    stopped = true;
    const bytes = await rival.stop();
    return {
      ...written,
      p95AllMs: all.ms,
      oneSeriesMs: one.ms,
      bytesPerSample: bytes / (series.length * ticks),
      p95: new Map(all.result.map((row) => [row.metric.subject ?? '', Number(row.value?.[1]) / 1_000])),
    };
  } finally {
    if (!stopped) await rival.stop();
  }
}

/** Writes every tick; `prepare` makes a tick ready (not timed) and answers what is timed. */
async function write(
  workload: Workload,
  prepare: (at: number, values: Float64Array) => Promise<() => Promise<void>>,
): Promise<{ samplesPerS: number; worstTickMs: number; processorS: number }> {
  let totalMs = 0;
  let worstTickMs = 0;
  let processorUs = 0;
  await eachTick(workload, async (at, values) => {
    const run = await prepare(at, values);
    const used = process.cpuUsage();
    const start = performance.now();
    await run();
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(used);
    processorUs += user + system;
    totalMs += ms;
    worstTickMs = Math.max(worstTickMs, ms);
  });
  const samplesPerS = (workload.series.length * workload.ticks * 1_000) / totalMs;
  return { samplesPerS, worstTickMs, processorS: processorUs / 1e6 };
}
