import { type DnsAnswer, isFreshAnswer } from './dns-answer.ts';
import type { ServiceScene } from './service-scene.ts';
import { effectOf, judged, type ServiceStep, unjudged } from './service-step.ts';
import { SYNC_MS } from './service-steps.ts';

/** The other steps of the row, as they were judged. */
interface Around {
  shared: ServiceStep;
  imported: ServiceStep;
  endpoints: ServiceStep;
  link: ServiceStep;
}

/**
 * What the DNS of a consuming cluster makes of the service's name. That there is no such name is no fault of DNS while nobody
 * offers the service, or while none of its endpoints can be reached: Lighthouse then leaves them out of its answers.
 */
export function dnsStep(cluster: string, key: string, scene: ServiceScene, around: Around): ServiceStep {
  const { shared, imported, endpoints, link } = around;
  if (imported.status === 'down') return effectOf('import', 'dns', 'not asked');
  const answer = scene.answer(cluster, key);
  if (!answer) return unjudged('dns', 'no name is asked here');
  const { name, outcome, tookMs, observedAt } = answer;
  if (!isFreshAnswer(answer, scene.now)) return judged('dns', 'stale', 'stale', `was ${SAYS[outcome]}`, observedAt);
  if (outcome === 'answered') return judged('dns', 'up', 'answered', `${name}, ${round(tookMs)} ms`, observedAt);
  if (outcome === 'not-found') {
    if (imported.effect || shared.status !== 'up') return effectOf('export', 'dns', SAYS[outcome]);
    if (endpoints.status === 'down') return effectOf('endpoints', 'dns', SAYS[outcome]);
    if (link.status === 'down') return effectOf('link', 'dns', SAYS[outcome]);
    const appearedAt = scene.in(cluster, key)?.report?.import?.appearedAt ?? null;
    if (appearedAt !== null && scene.now - appearedAt < SYNC_MS)
      return judged('dns', 'unknown', 'due', 'the import is new', observedAt);
  }
  return judged('dns', 'down', SAYS[outcome], `${name}${beside(scene.ownAnswer(cluster), answer)}`, observedAt);
}

const SAYS: Record<DnsAnswer['outcome'], string> = {
  answered: 'answered',
  'not-found': 'no such name',
  refused: 'refused',
  timeout: 'timeout',
};

/** The resolver's own words, and how a name in the cluster's own zone fares beside it. */
function beside(own: DnsAnswer | undefined, { says }: DnsAnswer): string {
  const words = says === '' ? '' : `: ${says}`;
  if (!own) return words;
  return `${words}; ${own.name} ${own.outcome === 'answered' ? 'is answered' : `fails too (${SAYS[own.outcome]})`}`;
}

const round = (ms: number) => (ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
