import { join } from 'node:path';
import { openHistory } from './open-history.ts';
import type { SeriesKey, Tick, Transition } from './store.ts';

export const START = Date.UTC(2026, 0, 1);

/** Every kind of store that the suite is run on; each opens the same history again when it is given the same folder. */
export const stores = [
  {
    name: 'sqlite',
    open: (folder: string, limits: { rawForMs?: number; minutesForMs?: number; maxBytes?: number } = {}) =>
      openHistory({ url: `file:${join(folder, 'history.db')}`, ...limits }),
  },
];

export const rtt: SeriesKey = { subject: 'a>b', metric: 'rttMs' };
/** A tick from values by `subject metric`. */
export const tick = (at: number, values: Record<string, number | null> = {}, transitions: Transition[] = []): Tick => ({
  at,
  samples: Object.entries(values).map(([name, value]) => {
    const [subject = '', metric = ''] = name.split(' ');
    return { series: { subject, metric }, value };
  }),
  transitions,
});
export const verdict = (at: number, subject: string, state: Transition['state']): Transition => ({
  at,
  kind: 'verdict',
  subject,
  state,
});
