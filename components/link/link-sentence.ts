import type { DetailDirection, LinkDetail } from '#lib/api/link.ts';
import type { ApiFinding } from '#lib/api/observation.ts';
import { formatInstant } from '#lib/client/format.ts';
import { compareMarks, markOf } from '#lib/model/status.ts';

const SEVERITIES: readonly ApiFinding['severity'][] = ['critical', 'warning', 'info'];

/** Findings worst first; what is broken before what contradicts, what may break, and what can't be seen. */
export function worstFirst(findings: readonly ApiFinding[]): ApiFinding[] {
  const kinds: readonly ApiFinding['kind'][] = ['fault', 'conflict', 'risk', 'blind'];
  return [...findings].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      a.firstSeenAt.localeCompare(b.firstSeenAt),
  );
}

/** The directions of a link, the worse one first; equal ones keep their order. */
export function worseFirst(link: Pick<LinkDetail, 'directions'>): [DetailDirection, DetailDirection] {
  const [there, back] = link.directions;
  return compareMarks(markOf(back), markOf(there)) < 0 ? [back, there] : [there, back];
}

/** A finding of one end may be about any of its links: it speaks for this one where it is of the layer that fails here. */
function explains({ subject, layer }: ApiFinding, { ownerLayer }: DetailDirection): boolean {
  return subject.kind !== 'cluster' || (layer !== null && layer === ownerLayer);
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
/** `Full-size packets pass` inside a sentence; `RTT` and names of clusters keep their letters. */
const inside = (text: string) => (/^[A-Z][a-z]+( |-)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);

function verdictOf(direction: DetailDirection, now: number): string {
  const since = direction.since === null ? '' : `Since ${formatInstant(Date.parse(direction.since), now)}, `;
  const where = direction.ownerLayer && direction.status !== 'up' ? ` at its ${direction.ownerLayer} layer` : '';
  const denied = direction.conflict && direction.status === 'up' ? ', and a witness denies it' : '';
  return sentence(
    `${since}${direction.from} → ${direction.to} is ${direction.status}${where}${denied}: ${inside(direction.words.text)}`,
  );
}

/**
 * What is the matter with a link, in one or two sentences: the worst finding's words, else the worse direction's verdict;
 * then what the other direction does, when that is something else. `now` is epoch milliseconds.
 */
export function linkSentence(link: LinkDetail, now: number): string {
  const [worse, other] = worseFirst(link);
  const alike = worse.status === other.status && worse.conflict === other.conflict;
  const found = worstFirst(link.findings).find(
    (finding) =>
      finding.severity !== 'info' &&
      (finding.kind === 'fault' || finding.kind === 'conflict') &&
      explains(finding, worse),
  );
  if (found) {
    const text = found.words.text;
    const dated = /\d:\d\d/.test(text);
    const begin = dated ? '' : `Since ${formatInstant(Date.parse(found.firstSeenAt), now)}: `;
    return `${begin}${sentence(text)}${alike ? '' : ` The reverse direction is ${other.status}.`}`;
  }
  if (!alike) return `${verdictOf(worse, now)} The reverse direction is ${other.status}.`;
  if (worse.words.text !== other.words.text)
    return `${verdictOf(worse, now)} So is the reverse direction: ${sentence(inside(other.words.text))}`;
  const since = [worse.since, other.since]
    .filter((at) => at !== null)
    .sort()
    .at(-1);
  const begin = since ? `Since ${formatInstant(Date.parse(since), now)}, both` : 'Both';
  return sentence(`${begin} directions are ${worse.status}: ${inside(worse.words.text)}`);
}
