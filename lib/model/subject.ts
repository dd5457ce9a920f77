import { z } from 'zod';
import { linkId } from './identity.ts';

/**
 * Who an observation or a finding speaks of. Ids are Causeway's: cluster slugs. `direction` is `from` -> `to` of a link.
 */
export const Subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cluster'), cluster: z.string() }),
  z.object({ kind: z.literal('link'), link: z.string() }),
  z.object({ kind: z.literal('direction'), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('source'), source: z.string() }),
]);
export type Subject = z.infer<typeof Subject>;

/** A short stable key of a subject, for maps and the history: `cluster/a`, `link/a~b`, `direction/a>b`, `source/a/submariner`. */
export function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'cluster':
      return `cluster/${subject.cluster}`;
    case 'link':
      return `link/${subject.link}`;
    case 'direction':
      return `direction/${subject.from}>${subject.to}`;
    case 'source':
      return `source/${subject.source}`;
  }
}

/** The key under which a snapshot keeps what is said of a subject: what is said of a direction is kept with its link. */
export function groupOf(subject: Subject): string {
  return subjectKey(subject.kind === 'direction' ? { kind: 'link', link: linkId(subject.from, subject.to) } : subject);
}
