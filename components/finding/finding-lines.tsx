'use client';

import Link from 'next/link';
import { Glyph } from '#components/ui/glyph.tsx';
import { SectionHead } from '#components/ui/page-head.tsx';
import type { ApiFinding } from '#lib/api/observation.ts';
import { formatInstant } from '#lib/client/format.ts';
import { subjectAddress } from '#lib/client/subject-address.ts';
import { markOfFinding } from './finding-card.tsx';

/** Lines that are drawn; a cluster may be touched by hundreds. */
const MOST = 12;

/** Many findings in brief, a line each, in the order given; each leads to where its evidence stands. */
export function FindingLines({
  findings,
  now,
  nothing,
}: {
  findings: readonly ApiFinding[];
  now: number;
  nothing: string;
}) {
  if (findings.length === 0) return <p className="quiet findings">{nothing}</p>;
  const shown = findings.slice(0, MOST);
  return (
    <section className="findings" aria-label="Findings">
      <SectionHead title={findings.length === 1 ? 'Finding' : `${findings.length} findings`}>
        {findings.length === 1 ? 'that touches this cluster' : 'that touch this cluster, worst first'}
      </SectionHead>
      <ul className="finding-lines">
        {shown.map((finding) => (
          <li key={finding.id}>
            <Glyph mark={markOfFinding(finding)} size={12} label={false} />
            <Link href={subjectAddress(finding.subject)}>
              <b>{finding.title}</b> {finding.words.text}
            </Link>
            <span className="muted nw">
              {finding.severity} since {formatInstant(Date.parse(finding.firstSeenAt), now).replace(' UTC', '')}
            </span>
          </li>
        ))}
      </ul>
      {findings.length > MOST ? (
        <p className="quiet">+ {findings.length - MOST} more, on the pages of their links</p>
      ) : null}
    </section>
  );
}
