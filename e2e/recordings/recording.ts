import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Line = z.object({
  t: z.string().transform((text) => Date.parse(text)),
  s: z.number(),
  cluster: z.string(),
  event: z.enum(['STATE', 'ADDED', 'MODIFIED', 'DELETED', 'RELISTED']),
  kind: z.string(),
  object: z.record(z.string(), z.unknown()),
});
const Note = z.object({ t: z.string().transform((text) => Date.parse(text)), s: z.number(), note: z.string() });

/** One object as it was seen in one cluster. `at` is epoch milliseconds. */
export interface RecordedEvent {
  at: number;
  cluster: string;
  event: z.infer<typeof Line>['event'];
  kind: string;
  object: Record<string, unknown>;
}

/** A download from a pod in east to a pod in west: 3 bytes or 400 KiB. */
export interface RecordedProbe {
  at: number;
  size: 'small' | 'full';
  passed: boolean;
}

export interface Recording {
  /** Epoch milliseconds of `s` = 0. */
  startAt: number;
  endAt: number;
  events: RecordedEvent[];
  probes: RecordedProbe[];
}

/** A beat is written every 5 s; a gap of more than this was never thinned: the writer stood still. */
const BEAT_MS = 5000;
const MAX_THINNED_GAP_MS = 20_000;

/** Reads a scenario's folder; heartbeats that were thinned are put back unless every one was kept. */
export function readRecording(folder: string, everyBeat: boolean): Recording {
  const lines = jsonLines(`${folder}/events.jsonl`).map((line) => Line.parse(line));
  const notes = jsonLines(`${folder}/timeline.jsonl`).map((line) => Note.parse(line));
  const first = notes[0];
  if (!first) throw new Error(`${folder}: the timeline is empty`);
  const events = lines.map(({ t, s: _, ...rest }) => ({ at: t, ...rest }));
  const startAt = Math.min(first.t - first.s * 1000, ...events.map((event) => event.at));
  const endAt = Math.max(...events.map((event) => event.at), ...notes.map((note) => note.t));
  return {
    startAt,
    endAt,
    events: [...events, ...(everyBeat ? [] : thinnedBeats(events))].sort((a, b) => a.at - b.at),
    probes: notes.flatMap(({ t, note }) => probeOf(t, note) ?? []),
  };
}

function jsonLines(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function probeOf(at: number, note: string): RecordedProbe | null {
  const match = /^PROBE tcp pod east-gw2 -> pod west-w1 (small|big): curl exit=(\d+) /.exec(note);
  return match ? { at, size: match[1] === 'big' ? 'full' : 'small', passed: match[2] === '0' } : null;
}

/** The heartbeats that were left out between two recorded writes of one Gateway: the earlier object, its timestamp advanced. */
function thinnedBeats(events: readonly RecordedEvent[]): RecordedEvent[] {
  const beats: RecordedEvent[] = [];
  const last = new Map<string, RecordedEvent>();
  for (const event of events) {
    if (event.kind !== 'Gateway') continue;
    const metadata = Metadata.parse(event.object.metadata);
    const key = `${event.cluster}/${metadata.name}`;
    const before = last.get(key);
    if (event.event === 'DELETED') last.delete(key);
    else last.set(key, event);
    if (!before || event.event !== 'MODIFIED' || event.at - before.at > MAX_THINNED_GAP_MS) continue;
    // Counted back from the later write, so that a start in the middle of an interval keeps the rhythm.
    for (let back = 1; event.at - back * BEAT_MS > before.at + BEAT_MS / 2; back += 1)
      beats.push({
        ...before,
        event: 'MODIFIED',
        at: event.at - back * BEAT_MS,
        object: withStamp(before, event, back),
      });
  }
  return beats;
}

const Metadata = z.looseObject({ name: z.string(), annotations: z.looseObject({ 'update-timestamp': z.string() }) });

function withStamp(before: RecordedEvent, after: RecordedEvent, back: number): Record<string, unknown> {
  const metadata = Metadata.parse(before.object.metadata);
  const stamp = Number(Metadata.parse(after.object.metadata).annotations['update-timestamp']) - (back * BEAT_MS) / 1000;
  const annotations = { ...metadata.annotations, 'update-timestamp': String(stamp) };
  return { ...before.object, metadata: { ...metadata, annotations } };
}
