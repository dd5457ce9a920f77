import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { metricScale, toSteps } from '../metric-scale.ts';
import type { Sample, SeriesKey } from '../store.ts';

/** A series and its number; numbers count from 0 without holes, so they index the values of a tick. */
export interface SeriesEntry {
  readonly id: number;
  readonly key: SeriesKey;
  readonly scale: number;
}

/** All series ever written, by name and by number. */
export class SeriesRegistry {
  readonly entries: SeriesEntry[] = [];
  private readonly bySubject = new Map<string, Map<string, SeriesEntry>>();
  /** Ticks mostly name the same series in the same order: the entry that stood at each place last time. */
  private readonly lastOrder: SeriesEntry[] = [];
  private readonly insert: StatementSync;

  constructor(db: DatabaseSync) {
    this.insert = db.prepare('INSERT INTO series (id, subject, metric) VALUES (?, ?, ?)');
    for (const row of db.prepare('SELECT id, subject, metric FROM series ORDER BY id').iterate()) {
      if (row.id !== this.entries.length) throw new RangeError('series are missing');
      this.remember({ subject: String(row.subject), metric: String(row.metric) });
    }
  }

  find(key: SeriesKey): SeriesEntry | undefined {
    return this.bySubject.get(key.subject.toWellFormed())?.get(key.metric.toWellFormed());
  }

  /** The samples as steps, indexed by series; gaps are `NaN`. Series not met before are added, in the open transaction. */
  resolve(samples: readonly Sample[]): Float64Array {
    const { lastOrder } = this;
    let place = 0;
    for (const { series } of samples) {
      const last = lastOrder[place];
      const known = last && (last.key === series || isSame(last.key, series));
      if (!known) lastOrder[place] = this.find(series) ?? this.add(series);
      place++;
    }
    const values = new Float64Array(this.entries.length).fill(Number.NaN);
    place = 0;
    for (const { value } of samples) {
      const entry = lastOrder[place++];
      if (entry) values[entry.id] = toSteps(value, entry.scale);
    }
    return values;
  }

  private add(key: SeriesKey): SeriesEntry {
    // SQLite's text is UTF-8, which has no place for half a surrogate pair.
    const wellFormed = { subject: key.subject.toWellFormed(), metric: key.metric.toWellFormed() };
    this.insert.run(this.entries.length, wellFormed.subject, wellFormed.metric);
    return this.remember(wellFormed);
  }

  private remember(key: SeriesKey): SeriesEntry {
    const entry = { id: this.entries.length, key, scale: metricScale(key.metric) };
    this.entries.push(entry);
    const metrics = this.bySubject.get(key.subject);
    if (metrics) metrics.set(key.metric, entry);
    else this.bySubject.set(key.subject, new Map([[key.metric, entry]]));
    return entry;
  }
}

function isSame(a: SeriesKey, b: SeriesKey): boolean {
  return a.metric === b.metric && a.subject === b.subject;
}
