import type { Poll, PollAnswer } from '#lib/collectors/collector.ts';
import type { Clock } from '#lib/model/clock.ts';
import { Calendar } from '../pipeline/calendar.ts';

/** How often due polls are looked for, milliseconds. */
const STEP_MS = 200;
/** Most questions that one cluster is asked at the same time. */
const MOST_AT_ONCE = 24;
/** New polls begin spread over this time, milliseconds, so that a start is no burst. */
const SPREAD_MS = 4000;
/** What the budget of so many seconds allows may be asked at once: a start, or a peer that is new. */
const BURST_SECONDS = 10;
/** The share of the budget that repeated questions are stretched to; the rest is for those that come between. */
const REPEATED_SHARE = 0.9;

interface Entry {
  owner: string;
  poll: Poll;
  startedAt: number | null;
  nextAt: number;
  running: boolean;
}

export interface PollScheduleOptions {
  clock: Clock;
  /** Between 0 and 1, for jitter. */
  random: () => number;
  /** Budgeted calls a second, never more in the long run; over it all intervals stretch alike. */
  budgetPerSecond: number;
  /** By how much longer budgeted calls wait because of our own load; 1: not at all. */
  loadStretch: () => number;
  /** Runs a piece of work when its turn has come: questions of hundreds of clusters must not all begin at once. */
  inTurn: (piece: () => void) => void;
  /** Never rejects. `everyMs`: when it is asked again. */
  ask: (poll: Poll, everyMs: number) => Promise<PollAnswer>;
  answered: (owner: string, answer: PollAnswer) => void;
}

/** Asks the repeated questions of one cluster: jittered, bounded, within the budget. */
export class PollSchedule {
  readonly #options: PollScheduleOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #calendar = new Calendar<Entry>();
  /** Those whose second has come and that were not asked yet. */
  readonly #due = new Set<Entry>();
  readonly #planned = new Map<string, readonly Poll[]>();
  #running = 0;
  #paused = true;
  #cancel: (() => void) | undefined;
  #stretch = 1;
  /** Budgeted calls that may be made now, and as of when. */
  #tokens: { left: number; at: number } | null = null;

  constructor(options: PollScheduleOptions) {
    this.#options = options;
  }

  /** By how much intervals are longer than asked for, to stay within the budget and our own load; 1: not at all. */
  get stretch(): number {
    return this.#stretch * this.#options.loadStretch();
  }

  /** Replaces the polls of one owner. Polls that stay keep their turn; a shorter interval counts at once. */
  update(owner: string, polls: readonly Poll[]): void {
    if (this.#planned.get(owner) === polls) return;
    this.#planned.set(owner, polls);
    const now = this.#options.clock.now();
    const keys = new Set<string>();
    for (const poll of polls) {
      const key = keyOf(owner, poll);
      keys.add(key);
      const known = this.#entries.get(key);
      if (known) {
        const shorter = poll.everyMs < known.poll.everyMs;
        known.poll = poll;
        if (shorter && known.startedAt !== null)
          this.#await(known, Math.min(known.nextAt, known.startedAt + poll.everyMs));
      } else {
        const spreadMs = Math.min(poll.everyMs, SPREAD_MS * this.#stretch);
        const entry: Entry = { owner, poll, startedAt: null, nextAt: now, running: false };
        this.#entries.set(key, entry);
        this.#await(entry, now + this.#options.random() * spreadMs);
      }
    }
    for (const [key, entry] of this.#entries) if (entry.owner === owner && !keys.has(key)) this.#entries.delete(key);
    const demand = this.#entries.values().reduce((sum, { poll }) => sum + (poll.budgeted ? 1000 / poll.everyMs : 0), 0);
    this.#stretch = Math.max(1, demand / (this.#options.budgetPerSecond * REPEATED_SHARE));
  }

  /** Asks from now on; before and after `pause` nothing is asked. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#step();
  }

  pause(): void {
    this.#paused = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #step(): void {
    if (this.#paused) return;
    const now = this.#options.clock.now();
    // Who waits longest comes first: what can't be asked at once must not be the same questions each time.
    const tokens = this.#refill(now);
    const mayAsk = (entry: Entry) =>
      !entry.running && entry.nextAt <= now && (tokens.left >= 1 || !entry.poll.budgeted);
    for (const entry of this.#calendar.take(now)) this.#due.add(entry);
    for (const entry of this.#due) if (!this.#awaited(entry)) this.#due.delete(entry);
    const due = this.#running < MOST_AT_ONCE ? [...this.#due].filter(mayAsk) : [];
    for (const entry of due.sort((a, b) => late(b, now) - late(a, now))) {
      if (this.#running >= MOST_AT_ONCE || !mayAsk(entry)) continue;
      if (entry.poll.budgeted) tokens.left -= 1;
      this.#ask(entry, now);
    }
    this.#cancel = this.#options.clock.after(STEP_MS, () => this.#step());
  }

  #await(entry: Entry, at: number): void {
    entry.nextAt = at;
    this.#calendar.put(entry, at);
  }

  /** Whether an entry is still to be asked when it is due. */
  #awaited(entry: Entry): boolean {
    return this.#entries.get(keyOf(entry.owner, entry.poll)) === entry;
  }

  /** What the budget allows by now, less while our own load is too high. */
  #refill(now: number): { left: number; at: number } {
    const { budgetPerSecond, loadStretch } = this.#options;
    const perSecond = budgetPerSecond / loadStretch();
    const most = Math.max(1, perSecond * BURST_SECONDS);
    const { left, at } = this.#tokens ?? { left: most, at: now };
    this.#tokens = { left: Math.min(most, left + (perSecond * (now - at)) / 1000), at: now };
    return this.#tokens;
  }

  #ask(entry: Entry, now: number): void {
    const stretch = entry.poll.budgeted ? this.stretch : 1;
    entry.running = true;
    entry.startedAt = now;
    const everyMs = entry.poll.everyMs * stretch;
    this.#due.delete(entry);
    this.#await(entry, now + everyMs * (0.95 + 0.1 * this.#options.random()));
    this.#running += 1;
    this.#options.inTurn(() => this.#askNow(entry, everyMs));
  }

  #askNow(entry: Entry, everyMs: number): void {
    if (this.#paused) {
      this.#running -= 1;
      entry.running = false;
      return;
    }
    void this.#options.ask(entry.poll, everyMs).then((answer) => {
      this.#running -= 1;
      entry.running = false;
      if (this.#awaited(entry)) this.#options.answered(entry.owner, answer);
    });
  }
}

/** How late a question is, by its own interval: what can't all be asked leaves nobody out, and a fast one never waits for slow ones. */
function late({ nextAt, poll }: Entry, now: number): number {
  return (now - nextAt) / poll.everyMs;
}

function keyOf(owner: string, { key }: Poll): string {
  return `${owner} ${key}`;
}
