import 'server-only';
import type { Collector, CollectorInput, Peer, Poll, PollAnswer, View } from '#lib/collectors/collector.ts';
import type { Reading } from '#lib/model/reading.ts';
import type { FailureReason, Permission } from '#lib/model/source.ts';
import { plain } from '#lib/model/words.ts';

/** Failed polls in a row without any answer between, after which the source counts as failed. */
const FAILED_POLLS = 5;

/** What a parse came to. */
export interface Parsed {
  reading: Reading;
  polls: readonly Poll[];
}

/** One collector in one cluster: its memory, its answers still to be read, and how its polls fare. */
export class CollectorRunner {
  readonly collector: Collector;
  readonly #settings: unknown;
  #memory: unknown;
  #answers: PollAnswer[] = [];
  #failedPolls = 0;
  #lastFailure: { reason: FailureReason; message: string } | null = null;
  /** Polls whose last answer was one, by key. */
  readonly #answered = new Set<string>();
  #polls: readonly Poll[] = [];
  /** Verbs that were refused to a poll when it was asked last, by its key. */
  readonly missing = new Map<string, Permission>();
  /** Whether its polls count against the budget of the cluster. */
  budgeted = false;
  lastAnswerMs: number | null = null;
  lastAnswerAt: number | null = null;
  /** Whether it was ever read: the first time takes many times as long as any other. */
  wasRead = false;
  /** A defect of ours that hostile input met; the last reading then grows old. */
  defect: string | null = null;

  constructor(collector: Collector, settings: unknown) {
    this.collector = collector.resourcesFor ? { ...collector, resources: collector.resourcesFor(settings) } : collector;
    this.#settings = settings;
    this.#memory = collector.remember();
  }

  take(answer: PollAnswer, missing: Permission | null): void {
    this.#answers.push(answer);
    if (answer.result.ok) {
      this.#failedPolls = 0;
      this.#lastFailure = null;
      this.#answered.add(answer.key);
      this.missing.delete(answer.key);
      this.lastAnswerMs = answer.durationMs;
      this.lastAnswerAt = answer.at;
      return;
    }
    const withdrawn = this.#answered.delete(answer.key);
    if (missing) this.missing.set(answer.key, missing);
    // A verb that some of its questions never had is named; the source is read as long as others are answered.
    if (missing && !withdrawn && this.#answered.size > 0) return;
    this.#failedPolls += 1;
    this.#lastFailure = { reason: asReason(answer.result.reason), message: answer.result.message };
  }

  /** Why its polls fail, when they do one after the other. A refused verb counts at once. */
  get pollFailure(): { reason: FailureReason; message: string } | null {
    if (!this.#lastFailure) return null;
    return this.#failedPolls >= FAILED_POLLS || this.#lastFailure.reason === 'forbidden' ? this.#lastFailure : null;
  }

  /** Forgets everything: the system is gone from the cluster. */
  reset(): void {
    this.#answered.clear();
    this.#polls = [];
    this.#memory = this.collector.remember();
    this.#answers = [];
    this.#failedPolls = 0;
    this.#lastFailure = null;
    this.missing.clear();
    this.defect = null;
  }

  /** Reads everything anew; nothing when the collector could not cope with what it was given. */
  parse(view: View, peers: readonly Peer[], now: number): Parsed | undefined {
    const input: CollectorInput<unknown, unknown> = {
      settings: this.#settings,
      view,
      answers: this.#answers,
      peers,
      memory: this.#memory,
      now,
    };
    try {
      const { reading, memory } = this.collector.parse(input);
      this.#memory = memory;
      this.#answers = [];
      this.defect = null;
      this.wasRead = true;
      const polls = this.collector.polls({ ...input, answers: [], memory });
      this.budgeted = polls.some((poll) => poll.budgeted);
      this.#forget(polls);
      return { reading, polls };
    } catch (thrown) {
      this.#answers = [];
      this.defect = plain(
        `what this source says could not be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      );
      return undefined;
    }
  }

  /** What is not asked any more lacks nothing, and answers nothing. */
  #forget(polls: readonly Poll[]): void {
    if (polls === this.#polls) return;
    this.#polls = polls;
    const asked = new Set(polls.map(({ key }) => key));
    for (const key of this.missing.keys()) if (!asked.has(key)) this.missing.delete(key);
    for (const key of this.#answered) if (!asked.has(key)) this.#answered.delete(key);
  }
}

function asReason(reason: string): FailureReason {
  const known: readonly string[] = ['forbidden', 'unauthorised', 'unreachable', 'timeout', 'malformed', 'unsupported'];
  return (known.includes(reason) ? reason : 'unreachable') as FailureReason;
}
