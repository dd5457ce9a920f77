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

/** Runs every rule on a snapshot, one after the other: see `diagnoseInTurn`. */
export function diagnose(...question: Parameters<typeof diagnoseInTurn>): Diagnosis {
  const turns = diagnoseInTurn(...question);
  for (let turn = turns.next(); ; turn = turns.next()) if (turn.done) return turn.value;
}

/**
 * Runs every rule on a snapshot, one at each step: on a large fleet all together would keep everybody waiting. `previous` are the findings of the last run: one that goes on keeps `firstSeenAt`. A rule
 * that throws keeps its previous findings as they were, with their old `lastSeenAt`, and is named in `faults`. `knownSince`:
 * when findings by id were first seen before a start, epoch milliseconds. Pure.
 */
export function* diagnoseInTurn(
  snapshot: Snapshot,
  previous: ReadonlyMap<string, Finding>,
  now: number,
  knownSince: ReadonlyMap<string, number> = new Map(),
  rules: readonly Rule[] = RULES,
): Generator<void, Diagnosis> {
  const diagnosis: Diagnosis = { findings: new Map(), faults: [] };
  const byRule = Map.groupBy(previous.values(), ({ rule }) => rule);
  for (const rule of rules) {
    const before = new Before(byRule.get(rule.id) ?? []);
    try {
      const findings = rule.evaluate(viewOf(snapshot, rule), now).map((one) => {
        const id = `${rule.id}/${subjectKey(one.subject)}`;
        const since = knownSince.get(id) ?? verdictSince(snapshot, rule, one.subject) ?? now;
        return toFinding(id, rule, one, before, since, now);
      });
      for (const finding of findings) diagnosis.findings.set(finding.id, finding);
    } catch (error) {
      for (const finding of before.all) diagnosis.findings.set(finding.id, finding);
      diagnosis.faults.push({
        part: `rule ${rule.id}`,
        message: plain(error instanceof Error ? error.message : error),
      });
    }
    yield;
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
  before: Before,
  since: number,
  now: number,
): Finding {
  const { subject } = conclusion;
  const firstSeenAt = before.of(id, subject)?.firstSeenAt ?? since;
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

/** What a rule found the last time. */
class Before {
  readonly all: readonly Finding[];
  readonly #byId = new Map<string, Finding>();
  readonly #byLink = new Map<string, Finding>();

  constructor(all: readonly Finding[]) {
    this.all = all;
    for (const finding of all) {
      const link = linkOf(finding.subject);
      this.#byId.set(finding.id, finding);
      if (link !== undefined && !this.#byLink.has(link)) this.#byLink.set(link, finding);
    }
  }

  /** The way of a failure may become known later, or spread to the other one: a finding on the same link is the same cause. */
  of(id: string, subject: Subject): Finding | undefined {
    const link = linkOf(subject);
    return this.#byId.get(id) ?? (link === undefined ? undefined : this.#byLink.get(link));
  }
}

function linkOf(subject: Subject): string | undefined {
  if (subject.kind === 'link') return subject.link;
  return subject.kind === 'direction' ? linkId(subject.from, subject.to) : undefined;
}
