import { linkId } from '#lib/model/identity.ts';
import type { Subject } from '#lib/model/subject.ts';

/** Where one reads more about the subject of a finding. */
export function subjectAddress(subject: Subject): string {
  switch (subject.kind) {
    case 'cluster':
      return `/clusters/${encodeURIComponent(subject.cluster)}`;
    case 'link':
      return `/links/${encodeURIComponent(subject.link)}`;
    case 'direction':
      return `/links/${encodeURIComponent(linkId(subject.from, subject.to))}?dir=${encodeURIComponent(subject.from)}`;
    case 'source':
      return '/sources';
  }
}
