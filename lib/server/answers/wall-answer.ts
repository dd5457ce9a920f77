import type { Findings } from '#lib/api/findings.ts';
import type { ApiFinding } from '#lib/api/observation.ts';
import { type Subject, subjectKey } from '#lib/model/subject.ts';
import { words } from '#lib/model/words.ts';
import { hideAddresses } from './hide-addresses.ts';

/**
 * Findings as a wall may show them: what is wrong, of whom and since when. Evidence and commands are left out, and so are the
 * sentences, which quote clusters and their addresses.
 */
export function wallFindings(answer: Findings): Findings {
  return { ...answer, findings: answer.findings.map(wallFinding) };
}

function wallFinding(finding: ApiFinding): ApiFinding {
  const { title, subject, firstSeenAt } = finding;
  const params = { title, subject: nameOf(subject), since: firstSeenAt };
  return {
    ...finding,
    words: hideAddresses(words('finding.wall', '{title}: {subject}, since {since}', params)),
    for: [],
    against: [],
    next: [],
  };
}

function nameOf(subject: Subject): string {
  const key = subjectKey(subject);
  return subject.kind === 'direction' ? `${subject.from} → ${subject.to}` : key.slice(key.indexOf('/') + 1);
}
