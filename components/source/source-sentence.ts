import type { ApiFinding, ApiSource } from '#lib/api/observation.ts';
import type { Sources } from '#lib/api/sources.ts';
import { duration } from '#lib/model/duration.ts';
import { linkEnds } from '#lib/model/identity.ts';

/** A source's state for people: one that is read, and has notes on what of it is not, is told from one that is simply ok. */
export type SourceMark = ApiSource['state'] | 'noted';

export function sourceMark({ state, notes }: Pick<ApiSource, 'state' | 'notes'>): SourceMark {
  return state === 'ok' && notes.length > 0 ? 'noted' : state;
}

/** How many sources are in which state; what is absent on purpose is not broken and not counted. */
export type SourceCounts = Record<SourceMark, number>;

export function countSources(sources: readonly ApiSource[]): SourceCounts {
  const counts: SourceCounts = { ok: 0, noted: 0, failed: 0, waiting: 0, absent: 0 };
  for (const source of sources) counts[sourceMark(source)] += 1;
  return counts;
}

/** `41 of 47 sources are read as planned, 2 with notes`. */
export function sourcesSentence(counts: SourceCounts): string {
  const { ok, noted, failed, waiting } = counts;
  const counted = ok + noted + failed + waiting;
  if (counted === 0) return 'No source is read: no cluster is configured, or nothing in them is known to us';
  if (counted === 1 && ok + noted === 1)
    return `The only source is read${noted === 1 ? ', with notes on what is not' : ' as planned'}`;
  return ok === counted ? `All ${counted} sources are read as planned` : sourcesTally(counts, 'sources are ');
}

/** `41 of 47 read as planned, 2 with notes`; `are` stands before "read". */
export function sourcesTally({ ok, noted, failed, waiting }: SourceCounts, are = ''): string {
  const counted = ok + noted + failed + waiting;
  return `${ok} of ${counted} ${are}read as planned${noted > 0 ? `, ${noted} with notes` : ''}`;
}

/** Whether permissions are missing, where none is named that could be granted; claims no more than is known. */
export function permissionsSentence(sources: readonly Pick<ApiSource, 'state' | 'reason' | 'notes'>[]): string {
  const states = new Set(sources.map(sourceMark));
  if (sources.some(({ state, reason }) => state === 'failed' && reason === 'forbidden'))
    return 'Refused, and no permission is named';
  if (!states.has('ok') && !states.has('noted')) return 'Nothing is read: missing permissions not known';
  if (states.has('failed') || states.has('waiting')) return 'No missing permission is known';
  return 'No permission is missing';
}

const DETAIL_WORD: Record<NonNullable<ApiSource['detail']>, string> = {
  certificate: 'certificate',
  'server-error': 'server error',
  'own-credentials': 'credentials',
  anonymous: 'anonymous',
  'not-kubernetes': 'not Kubernetes',
};

/** Why a source failed, in a word or two. */
export function failureWord({ reason, detail }: Pick<ApiSource, 'reason' | 'detail'>): string {
  return detail ? DETAIL_WORD[detail] : (reason ?? '');
}

/** A piece of a sentence; names that one could search for stand out. */
export interface Phrase {
  text: string;
  name?: boolean;
}

const inGroup = (apiGroup: string, resource: string) => (apiGroup === '' ? resource : `${resource}.${apiGroup}`);

/** What is wrong with a source, exactly. `now` is epoch milliseconds. */
export function whatIsWrong(source: ApiSource, now: number): Phrase[] {
  const phrases: Phrase[] = [];
  for (const { resource, apiGroup, namespace, verbs } of missingByResource(source)) {
    phrases.push({ text: 'missing' }, { text: verbs.join(', '), name: true }, { text: 'on' });
    phrases.push({ text: inGroup(apiGroup, resource), name: true });
    if (namespace !== null) phrases.push({ text: 'in namespace' }, { text: namespace, name: true });
    phrases.push({ text: ';' });
  }
  const state = ofState(source, now);
  if (state) phrases.push({ text: state });
  for (const note of source.notes) phrases.push(...(phrases.length > 0 ? [{ text: ';' }] : []), { text: note });
  if (phrases.at(-1)?.text === ';') phrases.pop();
  return phrases;
}

function ofState({ state, message, failures, nextTryAt }: ApiSource, now: number): string {
  switch (state) {
    case 'ok':
      return '';
    case 'absent':
      return message || 'not installed here: nothing to read, nothing wrong';
    case 'waiting':
      return message || 'the first complete answer is still due';
    case 'failed': {
      const tries = failures > 1 ? `, ${failures} tries` : '';
      const nextMs = nextTryAt === null ? 0 : Date.parse(nextTryAt) - now;
      return `${message || 'no reason given'}${tries}${nextMs > 0 ? `, next in ${duration(nextMs)}` : ''}`;
    }
  }
}

/** What a source may not do, one line for each resource. */
export function missingByResource(source: Pick<ApiSource, 'missing'>) {
  const found = new Map<string, { apiGroup: string; resource: string; namespace: string | null; verbs: string[] }>();
  for (const { verb, apiGroup, resource, namespace } of source.missing) {
    const key = JSON.stringify([namespace, apiGroup, resource]);
    const line = found.get(key) ?? { apiGroup, resource, namespace, verbs: [] };
    if (!line.verbs.includes(verb)) line.verbs.push(verb);
    found.set(key, line);
  }
  return [...found.values()];
}

/** A note and whom it stands beside: a cluster, a source outside clusters by its id, ourselves. */
export interface SourceNote {
  beside: string;
  finding: ApiFinding;
}

/** Sources and notes of one site. */
export interface SourceGroup {
  site: string;
  name: string;
  sources: ApiSource[];
  notes: SourceNote[];
}

/** The cluster that a note stands beside; none for a source outside clusters and for our own. */
function clusterOf({ subject }: ApiFinding, answer: Sources): string | null {
  if (subject.kind === 'cluster') return subject.cluster;
  if (subject.kind === 'direction') return subject.from;
  if (subject.kind === 'link') return linkEnds(subject.link)?.[0] ?? null;
  const known = answer.sources.find(({ id }) => id === subject.source);
  if (known) return known.cluster;
  // A source that is gone: its id begins with its cluster.
  const [first] = subject.source.split('/');
  return answer.clusters.find(({ id }) => id === first)?.id ?? null;
}

/** The id under which we ourselves are the subject of a finding. */
const OURSELVES = 'causeway';

function besideOf({ subject }: ApiFinding): string {
  if (subject.kind !== 'source') return '';
  return subject.source === OURSELVES ? 'Causeway itself' : subject.source;
}

/** Sources by site, in the order of the clusters; what belongs to no cluster comes last. */
export function groupSources(answer: Sources, shown: (source: ApiSource) => boolean): SourceGroup[] {
  const groups = new Map<string, SourceGroup>();
  const place = new Map(answer.clusters.map((cluster, index) => [cluster.id, { ...cluster, index }]));
  const groupOf = (cluster: string | null) => {
    const at = cluster === null ? undefined : place.get(cluster);
    const site = at?.site ?? '';
    const group = groups.get(site) ?? { site, name: at?.siteName ?? 'Outside clusters', sources: [], notes: [] };
    groups.set(site, group);
    return group;
  };
  const order = (cluster: string | null) => place.get(cluster ?? '')?.index ?? place.size;
  const sources = answer.sources
    .filter(shown)
    .sort((a, b) => order(a.cluster) - order(b.cluster) || a.id.localeCompare(b.id));
  for (const source of sources) groupOf(source.cluster).sources.push(source);
  for (const finding of answer.blind) {
    const cluster = clusterOf(finding, answer);
    groupOf(cluster).notes.push({ beside: cluster ?? besideOf(finding), finding });
  }
  return [...groups.values()].sort((a, b) => Number(a.site === '') - Number(b.site === ''));
}
