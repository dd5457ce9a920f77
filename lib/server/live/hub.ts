import 'server-only';
import { toInstant } from '#lib/api/instant.ts';
import { type HeartbeatEvent, type PatchEvent, STREAM_FIGURES_MS, STREAM_HEARTBEAT_MS } from '#lib/api/stream.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { encodeFleet, type FleetView } from '../answers/encode-fleet.ts';
import { clusterAnswer, type FleetTitle, overviewLink } from '../answers/fleet-answer.ts';
import type { Change } from '../pipeline/change.ts';
import { encodeEvent, eventFrame } from './event-stream.ts';
import { FiguresDiff } from './figures-diff.ts';

/** One page that listens. */
export interface Listener {
  view: FleetView;
  /** Takes encoded bytes; answers false when the listener is too slow or gone and is to be forgotten. */
  send(bytes: Uint8Array): boolean;
  /** The same for a whole fleet, whose parts may wait as long as it takes to fetch them. */
  sendWhole(parts: readonly Uint8Array[]): boolean;
  close(): void;
}

/** The whole fleet of one revision as JSON, in parts that follow each other. */
export interface WholeFleet {
  revision: number;
  parts: readonly Uint8Array[];
}

/** How many revisions a stream can be resumed over. */
const KEPT_PATCHES = 256;
/** Whoever asks now and then gets what was encoded last while it is younger than so many times what that took. */
const REUSED_FOR = 4;
/** A patch of more links than this goes out as a whole snapshot. */
const MOST_PATCHED_LINKS = 400;

/** Tells every open page what changed; everything is encoded once, whoever listens. */
export class Hub {
  readonly #clock: Clock;
  readonly #title: FleetTitle;
  readonly #build: string;
  readonly #snapshot: () => Snapshot;
  readonly #historyFault: () => string;
  /** Tells this run of the server from others in event ids: a revision of another run can't be resumed. */
  readonly #run: string;
  readonly #listeners = new Set<Listener>();
  readonly #figures = new FiguresDiff();
  /** Patches by the revision they begin from; null: a snapshot is needed there. */
  readonly #patches = new Map<number, Uint8Array | null>();
  /** The last encoding of each view. */
  readonly #encoded = new Map<FleetView, { key: string; whole: Promise<WholeFleet>; reusedUntil: number }>();
  /** Figures that were told are not told again: a whole fleet is as old as the last telling at most. */
  #tellings = 0;
  #cancels: (() => void)[] = [];
  #revision = 0;
  #stopped = false;

  constructor(options: {
    clock: Clock;
    title: FleetTitle;
    build: string;
    snapshot: () => Snapshot;
    historyFault?: () => string;
  }) {
    this.#clock = options.clock;
    this.#title = options.title;
    this.#build = options.build;
    this.#snapshot = options.snapshot;
    this.#historyFault = options.historyFault ?? (() => '');
    this.#run = options.clock.now().toString(36);
    this.#revision = options.snapshot().revision;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  start(): void {
    const repeat = (ms: number, run: () => void) => {
      let cancel = () => {};
      const again = () => {
        run();
        cancel = this.#clock.after(ms, again);
      };
      cancel = this.#clock.after(ms, again);
      this.#cancels.push(() => cancel());
    };
    repeat(STREAM_HEARTBEAT_MS, () => this.#broadcast(encodeEvent('heartbeat', this.#heartbeat())));
    repeat(STREAM_FIGURES_MS, () => {
      this.#tellings += 1;
      this.#broadcast(encodeEvent('figures', this.#figures.next(this.#snapshot(), this.#clock.now())));
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#cancels) cancel();
    for (const listener of this.#listeners) listener.close();
    this.#listeners.clear();
  }

  /** Lets a page listen, once it has the whole fleet and what changed while that was encoded; `lastEventId` as it sent it. */
  async join(listener: Listener, lastEventId: string | null): Promise<void> {
    let missed = this.#missed(lastEventId);
    while (!missed) {
      const { revision, parts } = await this.whole(listener.view);
      const [begin, end] = eventFrame('snapshot', this.#id(revision));
      if (!listener.sendWhole([begin, ...parts, end])) return listener.close();
      // Nothing is missed that is not published yet; asking again would ask for ever.
      missed = revision >= this.#revision ? [] : this.#missed(this.#id(revision));
    }
    if (this.#stopped) return listener.close();
    this.#listeners.add(listener);
    for (const bytes of [...missed, encodeEvent('heartbeat', this.#heartbeat())]) this.#send(listener, bytes);
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  /** A new revision. */
  publish(change: Change): void {
    const snapshot = this.#snapshot();
    const previous = this.#revision;
    if (change.revision === previous) return;
    this.#revision = change.revision;
    const whole = change.membership || change.links.size > MOST_PATCHED_LINKS;
    const patch = whole ? null : encodeEvent('patch', patchOf(change, snapshot, previous), this.#id(change.revision));
    this.#patches.set(previous, patch);
    for (const revision of this.#patches.keys()) {
      if (this.#patches.size <= KEPT_PATCHES) break;
      this.#patches.delete(revision);
    }
    if (this.#listeners.size === 0) return;
    if (patch) this.#broadcast(patch);
    else for (const listener of this.#listeners) this.#joinAgain(listener);
  }

  #joinAgain(listener: Listener): void {
    this.#listeners.delete(listener);
    void this.join(listener, null);
  }

  /** The whole fleet in one view, encoded once per revision, whoever asks. */
  whole(view: FleetView): Promise<WholeFleet> {
    const snapshot = this.#snapshot();
    const { revision } = snapshot;
    const key = `${revision} ${this.#tellings}`;
    const known = this.#encoded.get(view);
    if (known?.key === key) return known.whole;
    const begunAt = this.#clock.now();
    const whole = encodeFleet(snapshot, this.#title, view).then((parts) => ({ revision, parts }));
    const encoded = { key, whole, reusedUntil: begunAt };
    this.#encoded.set(view, encoded);
    const done = () => {
      const now = this.#clock.now();
      encoded.reusedUntil = now + REUSED_FOR * (now - begunAt);
    };
    whole.then(done, done);
    return whole;
  }

  /**
   * The same for whoever does not listen: of a large fleet, which is another several times a second, it may be some tenths of
   * a second old. Encoding it anew for each of many viewers would be all that is done.
   */
  recent(view: FleetView): Promise<WholeFleet> {
    const known = this.#encoded.get(view);
    return known && this.#clock.now() < known.reusedUntil ? known.whole : this.whole(view);
  }

  #missed(lastEventId: string | null): Uint8Array[] | undefined {
    const [run, text = ''] = lastEventId?.split('-') ?? [];
    if (run !== this.#run || !/^\d+$/.test(text) || Number(text) > this.#revision) return undefined;
    const missed: Uint8Array[] = [];
    for (let revision = Number(text); revision < this.#revision; ) {
      const patch = this.#patches.get(revision);
      if (!patch) return undefined;
      missed.push(patch);
      revision = this.#next(revision);
      if (missed.length > KEPT_PATCHES) return undefined;
    }
    return missed;
  }

  /** The revision that follows: revisions without an own patch are skipped. */
  #next(revision: number): number {
    for (let next = revision + 1; next < this.#revision; next += 1) if (this.#patches.has(next)) return next;
    return this.#revision;
  }

  #id(revision: number): string {
    return `${this.#run}-${revision}`;
  }

  #heartbeat(): HeartbeatEvent {
    return {
      at: toInstant(this.#clock.now()),
      revision: this.#revision,
      build: this.#build,
      historyFault: this.#historyFault() || null,
    };
  }

  #broadcast(bytes: Uint8Array): void {
    for (const listener of this.#listeners) this.#send(listener, bytes);
  }

  #send(listener: Listener, bytes: Uint8Array): void {
    if (listener.send(bytes)) return;
    this.#listeners.delete(listener);
    listener.close();
  }
}

function patchOf(change: Change, snapshot: Snapshot, previous: number): PatchEvent {
  return {
    revision: change.revision,
    previous,
    generatedAt: toInstant(snapshot.generatedAt),
    totals: snapshot.totals,
    sites: snapshot.sites,
    clusters: [...change.clusters].flatMap((id) => {
      const cluster = snapshot.clusters.get(id);
      return cluster ? [clusterAnswer(cluster)] : [];
    }),
    links: [...change.links].flatMap((id) => {
      const link = snapshot.links.get(id);
      return link ? [overviewLink(link)] : [];
    }),
    removedLinks: [...change.removedLinks],
    findings: change.findings,
    sources: [...change.sources],
    services: change.services,
  };
}
