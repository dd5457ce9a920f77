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
      this.missing.clear();
      this.lastAnswerMs = answer.durationMs;
      this.lastAnswerAt = answer.at;
      return;
    }
    this.#failedPolls += 1;
    this.#lastFailure = { reason: asReason(answer.result.reason), message: answer.result.message };
    if (missing) this.missing.set(`${missing.verb} ${missing.apiGroup}/${missing.resource}`, missing);
  }

  /** Why its polls fail, when they do one after the other. A refused verb counts at once. */
  get pollFailure(): { reason: FailureReason; message: string } | null {
    if (!this.#lastFailure) return null;
    return this.#failedPolls >= FAILED_POLLS || this.#lastFailure.reason === 'forbidden' ? this.#lastFailure : null;
  }

  /** Forgets everything: the system is gone from the cluster. */
  reset(): void {
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
      return { reading, polls };
    } catch (thrown) {
      this.#answers = [];
      this.defect = plain(
        `what this source says could not be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
      );
      return undefined;
    }
  }
}

function asReason(reason: string): FailureReason {
  const known: readonly string[] = ['forbidden', 'unauthorised', 'unreachable', 'timeout', 'malformed', 'unsupported'];
  return (known.includes(reason) ? reason : 'unreachable') as FailureReason;
}
