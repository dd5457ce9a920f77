import type { ApiTransition } from '#lib/api/series.ts';
import { compareMarks, type Mark, markOf } from '#lib/model/status.ts';
import type { Period } from './time-axis.ts';

/** A numbered box under the axis: changes that lie too close to be told apart share one. */
export interface TimelineEvent {
  number: number;
  /** Epoch milliseconds of the first change. */
  at: number;
  changes: EventChange[];
}

export interface EventChange {
  at: number;
  /** `a>b`, or nothing for the link as a whole. */
  direction: string | null;
  /** `path`, or nothing for the direction as a whole. */
  layer: string | null;
  mark: Mark;
  text: string;
}

/** `direction/a>b`, `layer/a>b/path`, `link/a~b`, `cluster/a` taken apart. */
export function partsOfSubject(subject: string): { kind: string; id: string; layer: string | null } {
  const [kind = '', id = '', layer] = subject.split('/');
  return { kind, id, layer: layer ?? null };
}

/**
 * Changes of directions and layers inside a period, in order of time; those closer than `mergeMs` become one event. A
 * link is only the sum of its directions and makes no event of its own.
 */
export function eventsOf(transitions: readonly ApiTransition[], period: Period, mergeMs: number): TimelineEvent[] {
  const changes = transitions
    .flatMap((transition): EventChange[] => {
      const { kind, id, layer } = partsOfSubject(transition.subject);
      const at = Date.parse(transition.at);
      if ((kind !== 'direction' && kind !== 'layer') || at <= period.fromAt || at > period.toAt) return [];
      return [{ at, direction: id, layer, mark: markOf(transition), text: textOf(transition) }];
    })
    .sort((a, b) => a.at - b.at || Number(a.layer !== null) - Number(b.layer !== null));
  const events: TimelineEvent[] = [];
  for (const change of changes) {
    const last = events.at(-1);
    if (last && change.at - last.at < mergeMs) last.changes.push(change);
    else events.push({ number: events.length + 1, at: change.at, changes: [change] });
  }
  return events;
}

function textOf(transition: ApiTransition): string {
  if (transition.reason === 'not-watched') return 'not watched';
  if (transition.reason === 'removed') return 'no longer a link';
  return transition.words?.text ?? '';
}

/** The change that says most about an event: of a layer rather than of the whole, the worst first. */
export function leadOf(event: TimelineEvent): EventChange | undefined {
  return [...event.changes].sort((a, b) => compareMarks(a.mark, b.mark) || a.at - b.at)[0];
}
