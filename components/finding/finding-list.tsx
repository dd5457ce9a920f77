import { SectionHead } from '#components/ui/page-head.tsx';
import type { ApiFinding } from '#lib/api/observation.ts';
import { FindingCard } from './finding-card.tsx';

/** The findings on one thing, in the order given; `nothing` is said when there are none. */
export function FindingList(props: { findings: readonly ApiFinding[]; now: number; nothing: string }) {
  if (props.findings.length === 0) return <p className="quiet findings">{props.nothing}</p>;
  return (
    <section className="findings" aria-label="Findings">
      <SectionHead title={props.findings.length === 1 ? 'Finding' : `${props.findings.length} findings`}>
        worst first
      </SectionHead>
      {props.findings.map((finding) => (
        <FindingCard key={finding.id} finding={finding} now={props.now} />
      ))}
    </section>
  );
}
