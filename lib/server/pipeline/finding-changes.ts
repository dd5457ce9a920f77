import type { Transition } from '#lib/history/store.ts';
import type { Finding } from '#lib/model/finding.ts';

/** Findings that came, changed their sentence or severity, or went. */
export function findingTransitions(
  before: ReadonlyMap<string, Finding>,
  after: ReadonlyMap<string, Finding>,
  at: number,
): Transition[] {
  const changes: Transition[] = [];
  for (const [id, finding] of after) {
    const known = before.get(id);
    if (known && known.words.text === finding.words.text && known.severity === finding.severity) continue;
    const { rule, severity, kind, firstSeenAt } = finding;
    changes.push({
      at,
      kind: 'finding',
      subject: id,
      state: { rule, severity, kind, firstSeenAt, text: finding.words.text },
    });
  }
  for (const id of before.keys()) if (!after.has(id)) changes.push({ at, kind: 'finding', subject: id, state: null });
  return changes;
}
