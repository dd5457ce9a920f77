'use client';
import Link from 'next/link';
import { type KeyboardEvent, useState } from 'react';
import { Badge } from '#components/ui/badge.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import type { ApiFinding } from '#lib/api/observation.ts';
import { formatCount } from '#lib/client/format.ts';
import { subjectAddress } from '#lib/client/subject-address.ts';
import { duration } from '#lib/model/duration.ts';

/** Findings that are listed; one cause may be told of hundreds of links. */
const MOST = 200;

const markOf = ({ severity }: ApiFinding) => (severity === 'critical' ? 'down' : 'degraded');
const openFor = ({ firstSeenAt }: ApiFinding, now: number) => `open ${duration(now - Date.parse(firstSeenAt))}`;

/** The worst thing that is broken now, in the words of the rule that found it, and the others on demand. */
export function FindingBanner({
  worst,
  others,
  now,
}: {
  worst: ApiFinding;
  others: readonly ApiFinding[];
  now: number;
}) {
  const [open, setOpen] = useState(false);
  const isOpen = open && others.length > 0;
  const closeBy = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    // The keys of the page leave alone what is answered.
    event.preventDefault();
    setOpen(false);
    document.getElementById('others-button')?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard for what has the focus inside
    <div className="found" onKeyDown={closeBy}>
      <div className={`banner ${markOf(worst)}`}>
        <Link className="worst" href={subjectAddress(worst.subject)} onClick={() => setOpen(false)}>
          <Badge mark={markOf(worst)}>{worst.rule}</Badge>
          <b className="clip" title={worst.words.text}>
            {worst.words.text}
          </b>
        </Link>
        {others.length > 0 ? (
          <button
            type="button"
            id="others-button"
            className="btn small"
            aria-expanded={isOpen}
            aria-controls="others"
            onClick={() => setOpen(!isOpen)}
          >
            and {formatCount(others.length)} more
          </button>
        ) : null}
        <span className="more muted" suppressHydrationWarning>
          {openFor(worst, now)}
        </span>
      </div>
      {isOpen ? <OtherFindings findings={others} now={now} onLeave={() => setOpen(false)} /> : null}
    </div>
  );
}

/** What else is broken, a line each, worst first; each leads to where its evidence stands. */
export function OtherFindings(props: { findings: readonly ApiFinding[]; now: number; onLeave: () => void }) {
  const beyond = props.findings.length - MOST;
  return (
    <ul className="others" id="others" aria-label="What else is broken">
      {props.findings.slice(0, MOST).map((finding) => (
        <li key={finding.id}>
          <Glyph mark={markOf(finding)} size={12} label={false} />
          <Link href={subjectAddress(finding.subject)} onClick={props.onLeave}>
            <b>{finding.title}</b> {finding.words.text}
          </Link>
          <span className="muted nw" suppressHydrationWarning>
            {openFor(finding, props.now)}
          </span>
        </li>
      ))}
      {beyond > 0 ? (
        <li className="muted">and {formatCount(beyond)} more, on the pages of links and clusters</li>
      ) : null}
    </ul>
  );
}
