import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { metricScale, toSteps } from '../metric-scale.ts';
import type { Sample, SeriesKey } from '../store.ts';
import { DamagedPage } from './bytes.ts';

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
      if (row.id !== this.entries.length) throw new DamagedPage('series are missing');
      this.remember({ subject: String(row.subject), metric: String(row.metric) });
    }
  }

  find(key: SeriesKey): SeriesEntry | undefined {
    return this.bySubject.get(key.subject.toWellFormed())?.get(key.metric.toWellFormed());
  }

  /** The samples as steps, indexed by series; gaps are `NaN`. Series not met before are added, in the open transaction. */
  resolve(samples: readonly Sample[]): Float64Array {
    const { lastOrder, entries } = this;
    let values = new Float64Array(entries.length).fill(Number.NaN);
    for (let place = 0; place < samples.length; place++) {
      const sample = samples[place];
      if (!sample) continue;
      let entry = lastOrder[place];
      if (!entry || !isSame(entry.key, sample.series)) {
        entry = this.find(sample.series) ?? this.add(sample.series);
        lastOrder[place] = entry;
      }
      if (entry.id >= values.length) values = longer(values, entry.id);
      values[entry.id] = toSteps(sample.value, entry.scale);
    }
    if (values.length > entries.length) values = values.slice(0, entries.length);
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

function longer(values: Float64Array, id: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(2 * id + 16).fill(Number.NaN);
  grown.set(values);
  return grown;
}
