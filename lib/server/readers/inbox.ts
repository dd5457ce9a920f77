import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import type { Renewal } from '../pipeline/renewal.ts';
import type { Turns } from '../reading/turns.ts';
import type { Batch, SentReading } from './message.ts';
import type { RenewingSink } from './readers.ts';
import { Sharing } from './sharing.ts';

/** Takes the batches of a thread of readers in turns with everything else, and puts readings together again. */
export class Inbox {
  readonly #sink: RenewingSink;
  readonly #turns: Turns;
  /** By source, the parts of its last reading. */
  readonly #parts = new Map<string, ReadonlyMap<string, ReadingPart>>();
  readonly #left = new Set<string>();
  readonly #sharing = new Sharing();

  constructor(sink: RenewingSink, turns: Turns) {
    this.#sink = sink;
    this.#turns = turns;
  }

  /** What is still said of this cluster counts no more. */
  leave(cluster: string): void {
    this.#left.add(cluster);
  }

  /** Takes a batch piece by piece, then calls `taken`. */
  take(batch: Batch, taken: () => void): void {
    const sink = this.#sink;
    this.#turns.take(() => {
      for (const { where, message, stack } of batch.defects)
        sink.defect(where, Object.assign(new Error(message), { stack }));
      for (const [cluster, reach] of batch.reaches) if (!this.#left.has(cluster)) sink.reach(cluster, reach);
    });
    for (const sent of batch.readings)
      this.#turns.take(() => {
        if (this.#left.has(sent.source.cluster)) return;
        if ('renewal' in sent) sink.renewal(sent.source, this.#renewal(sent.renewal));
        else sink.reading(sent.source, this.#whole(sent));
      });
    this.#turns.take(() => {
      for (const source of batch.sources) if (!this.#left.has(source.cluster ?? '')) sink.source(source);
    });
    this.#turns.take(taken);
  }

  #renewal(renewal: Renewal): Renewal {
    return {
      ...renewal,
      facts: renewal.facts.map(([index, facts]) => [index, this.#sharing.facts(facts)] as const),
    };
  }

  /** A part that was not sent again is the same object as before: it says nothing new. */
  #whole({ source, reading: sent, parts }: SentReading): Reading {
    const reading = {
      ...sent,
      statements: sent.statements.map((said) => this.#sharing.statement(said)),
      ...(sent.tables ? { tables: sent.tables.map((table) => this.#sharing.table(table)) } : {}),
    };
    if (!parts) {
      this.#parts.delete(source.id);
      return reading;
    }
    const whole = new Map(this.#parts.get(source.id));
    for (const key of parts.gone) whole.delete(key);
    for (const [key, part] of parts.set) {
      const statements = part.statements.map((said) => this.#sharing.statement(said));
      whole.set(key, { ...part, statements });
    }
    this.#parts.set(source.id, whole);
    return { ...reading, parts: whole };
  }
}
