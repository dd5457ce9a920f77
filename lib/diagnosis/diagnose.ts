import type { Finding } from '#lib/model/finding.ts';
import { linkId } from '#lib/model/identity.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { type Subject, subjectKey } from '#lib/model/subject.ts';
import { plain } from '#lib/model/words.ts';
import type { Conclusion, Part, Rule } from './rule.ts';
import { RULES } from './rules/index.ts';

/** What all rules came to at one instant. */
export interface Diagnosis {
  /** By id. */
  findings: Map<string, Finding>;
  /** Rules that broke: faults of our own, for `/sources`. */
  faults: { part: string; message: string }[];
}

/**
 * Runs every rule on a snapshot. `previous` are the findings of the last run: one that goes on keeps `firstSeenAt`. A rule
 * that throws keeps its previous findings as they were, with their old `lastSeenAt`, and is named in `faults`. `knownSince`:
 * when findings by id were first seen before a start, epoch milliseconds. Pure.
 */
export function diagnose(
  snapshot: Snapshot,
  previous: ReadonlyMap<string, Finding>,
  now: number,
  knownSince: ReadonlyMap<string, number> = new Map(),
  rules: readonly Rule[] = RULES,
): Diagnosis {
  const diagnosis: Diagnosis = { findings: new Map(), faults: [] };
  for (const rule of rules) {
    const before = [...previous.values()].filter((finding) => finding.rule === rule.id);
    try {
      const findings = rule.evaluate(viewOf(snapshot, rule), now).map((one) => {
        const id = `${rule.id}/${subjectKey(one.subject)}`;
        const since = knownSince.get(id) ?? verdictSince(snapshot, rule, one.subject) ?? now;
        return toFinding(id, rule, one, before, since, now);
      });
      for (const finding of findings) diagnosis.findings.set(finding.id, finding);
    } catch (error) {
      for (const finding of before) diagnosis.findings.set(finding.id, finding);
      diagnosis.faults.push({
        part: `rule ${rule.id}`,
        message: plain(error instanceof Error ? error.message : error),
      });
    }
  }
  return diagnosis;
}

/** The declared parts of a snapshot; any other one throws. `onRead` hears of each part that is read. */
export function viewOf(
  snapshot: Snapshot,
  rule: Pick<Rule, 'id' | 'needs'>,
  onRead: (part: Part) => void = () => {},
): Snapshot {
  return new Proxy(snapshot, {
    get(target, part) {
      const declared = rule.needs.find((need) => need === part);
      if (!declared) throw new Error(`${rule.id} reads ${String(part)}, which it does not declare`);
      onRead(declared);
      return target[declared];
    },
  });
}

/**
 * Since when the verdict says what the rule found: the direction's own start where the rule's layer owns its failure. So the
 * sentence and the link tell one story, also after a start.
 */
function verdictSince(snapshot: Snapshot, rule: Rule, subject: Subject): number | null {
  if (subject.kind !== 'direction' || rule.layer === null) return null;
  const { from, to } = subject;
  const direction = snapshot.links.get(linkId(from, to))?.directions.find((one) => one.from === from);
  return direction?.ownerLayer === rule.layer ? direction.since : null;
}

function toFinding(
  id: string,
  rule: Rule,
  conclusion: Conclusion,
  before: readonly Finding[],
  since: number,
  now: number,
): Finding {
  const { subject } = conclusion;
  const firstSeenAt = (before.find((finding) => finding.id === id) ?? sameLink(before, subject))?.firstSeenAt ?? since;
  return {
    id,
    rule: rule.id,
    title: rule.title,
    subject,
    layer: rule.layer,
    kind: conclusion.kind ?? rule.kind,
    severity: conclusion.severity ?? rule.severity,
    words: conclusion.words(firstSeenAt),
    for: conclusion.for,
    against: conclusion.against ?? [],
    next: conclusion.next,
    firstSeenAt,
    lastSeenAt: now,
  };
}

/** The way of a failure may become known later, or spread to the other one: a finding on the same link is the same cause. */
function sameLink(before: readonly Finding[], subject: Subject): Finding | undefined {
  const link = linkOf(subject);
  return link === undefined ? undefined : before.find((finding) => linkOf(finding.subject) === link);
}

function linkOf(subject: Subject): string | undefined {
  if (subject.kind === 'link') return subject.link;
  return subject.kind === 'direction' ? linkId(subject.from, subject.to) : undefined;
}
