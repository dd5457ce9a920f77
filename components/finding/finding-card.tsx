'use client';

import { Age } from '#components/ui/age.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import type { ApiFinding, ApiWitness } from '#lib/api/observation.ts';
import { formatInstant } from '#lib/client/format.ts';
import type { Mark } from '#lib/model/status.ts';

/** A finding wears the mark of what it is about: broken, contradicted, at risk, not seen. */
export function markOfFinding({ kind, severity }: Pick<ApiFinding, 'kind' | 'severity'>): Mark {
  if (kind === 'blind') return 'unknown';
  if (kind === 'conflict') return 'conflict';
  return kind === 'fault' && severity === 'critical' ? 'down' : 'degraded';
}

/** What a rule concluded: its words, the evidence for and against, and what to do next. `now` is epoch milliseconds. */
export function FindingCard({ finding, now }: { finding: ApiFinding; now: number }) {
  return (
    <article className="finding">
      <header>
        <Glyph mark={markOfFinding(finding)} size={13} label={false} />
        <h3>{finding.title}</h3>
        <span className="muted">{finding.severity}</span>
      </header>
      <p>{finding.words.text}</p>
      <p className="quiet">
        <span className="mono">{finding.rule}</span>, first seen{' '}
        {formatInstant(Date.parse(finding.firstSeenAt), now).replace(' UTC', '')}
        {finding.layer ? `, layer ${finding.layer}` : ''}
      </p>
      <div className="beside">
        <div>
          <Evidence title="For" sign="+" witnesses={finding.for} />
          <Evidence title="Against" sign="−" witnesses={finding.against} />
        </div>
        <NextSteps next={finding.next} />
      </div>
    </article>
  );
}

function NextSteps({ next }: Pick<ApiFinding, 'next'>) {
  if (next.length === 0) return null;
  return (
    <div>
      <h4 className="cap">What to do next</h4>
      <ol className="steps">
        {next.map(({ text, command }) => (
          <li key={`${text} ${command}`} className="cmd">
            <div className="q">{text}</div>
            {command ? (
              <div className="line">
                <pre>
                  <code>{command}</code>
                </pre>
                <CopyButton text={command} small>
                  Copy
                </CopyButton>
              </div>
            ) : null}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Evidence({ title, sign, witnesses }: { title: string; sign: string; witnesses: readonly ApiWitness[] }) {
  if (witnesses.length === 0) return null;
  return (
    <>
      <h4 className="cap">{title}</h4>
      <ul className="evidence">
        {witnesses.map((witness) => (
          <li key={`${witness.source} ${witness.who} ${witness.quotes.join(' ')}`}>
            <i aria-hidden="true">{sign}</i>
            <span>
              {witness.who}
              {witness.quotes.length > 0 ? (
                <>
                  : <code>{witness.quotes.filter((quote) => !quote.trim().endsWith(':')).join('; ')}</code>
                </>
              ) : null}
            </span>
            <Age at={witness.observedAt} old={!witness.fresh} />
          </li>
        ))}
      </ul>
    </>
  );
}
