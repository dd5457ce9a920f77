import 'server-only';
import { z } from 'zod';
import { toInstant } from '#lib/api/instant.ts';
import { SourceSpan } from '#lib/api/observation.ts';
import type { KeptHistory } from './kept-history.ts';

const HOUR_MS = 3_600_000;
/** Sources that change all the time are drawn from their last changes. */
const MOST_TRANSITIONS = 20_000;

const State = z.object({ state: SourceSpan.shape.state });

/** What the sources whose id begins so were during the last hour, by id; empty where the history can't be read. `now` in epoch milliseconds. */
export async function readSourceHours(
  history: KeptHistory,
  idPrefix: string,
  now: number,
): Promise<Map<string, SourceSpan[]>> {
  const hours = new Map<string, SourceSpan[]>();
  const span = { fromAt: now - HOUR_MS, toAt: now + 1, limit: MOST_TRANSITIONS };
  const subjects = { kind: 'verdict', subjectPrefix: `source/${idPrefix}` } as const;
  const { found } = await history.read(now, (store) => store.transitions({ ...subjects, ...span }));
  for (const { at, subject, state } of [...(found?.before ?? []), ...(found?.transitions ?? [])]) {
    const known = State.safeParse(state).data;
    if (!known) continue;
    const id = subject.slice('source/'.length);
    const spans = hours.get(id) ?? [];
    // A change of the message alone is none of the state.
    if (spans.at(-1)?.state !== known.state) hours.set(id, [...spans, { at: toInstant(at), state: known.state }]);
  }
  return hours;
}
