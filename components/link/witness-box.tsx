'use client';

import { Age } from '#components/ui/age.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import type { DetailDirection } from '#lib/api/link.ts';
import type { ApiWitness } from '#lib/api/observation.ts';
import { formatInstant } from '#lib/client/format.ts';

/** Whether somebody says that it works and somebody that it does not. */
export function isContradicted({ contradiction }: DetailDirection): boolean {
  return (['works', 'fails'] as const).every((word) => contradiction.witnesses.some(({ says }) => says === word));
}

/** Two witnesses that contradict each other, and whom we believe: never one without the other. */
export function WitnessBox({ direction, now, both }: { direction: DetailDirection; now: number; both: boolean }) {
  const { since, why, witnesses } = direction.contradiction;
  const works = witnesses.filter((witness) => witness.says === 'works');
  const fails = witnesses.filter((witness) => witness.says === 'fails');
  if (!isContradicted(direction)) return null;
  return (
    <section className="witness" aria-label={`Witnesses disagree on ${direction.from} to ${direction.to}`}>
      <div className="hd">
        <Glyph mark="conflict" size={13} label={false} />
        <h2>{witnesses.length === 2 ? 'Two witnesses disagree' : `${witnesses.length} witnesses disagree`}</h2>
        {since ? (
          <span className="muted">since {formatInstant(Date.parse(since), now).replace(' UTC', '')}</span>
        ) : null}
      </div>
      {both ? null : (
        <p className="quiet of-direction">
          {direction.from} → {direction.to}
        </p>
      )}
      {[...works, ...fails].map((witness) => (
        <WitnessLine key={`${witness.source} ${witness.who} ${witness.says}`} witness={witness} />
      ))}
      {why ? <p className="why">{why}</p> : null}
    </section>
  );
}

const SAYS = { works: 'Says it works', fails: 'Says it does not', unsure: 'Does not know' } as const;
const MARK = { works: 'up', fails: 'down', unsure: 'unknown' } as const;

/** One witness: who, what it says in its own words, and how old that is. */
function WitnessLine({ witness }: { witness: ApiWitness }) {
  return (
    <div className="w">
      <Glyph mark={MARK[witness.says]} size={13} label={false} />
      <div>
        <b>{SAYS[witness.says]}</b>
        {witness.believed ? <span className="own believed">believed</span> : null}
        <p>{witness.who}</p>
      </div>
      <Age at={witness.observedAt} old={!witness.fresh} />
      <div className="quotes">
        {/* A field that is there and empty says nothing. */}
        {witness.quotes
          .filter((quote) => !quote.trim().endsWith(':'))
          .map((quote) => (
            <code key={quote}>{quote}</code>
          ))}
      </div>
    </div>
  );
}

/** Whether both directions hold the same contradiction, which is then shown once. */
export function sameContradiction([a, b]: readonly [DetailDirection, DetailDirection]): boolean {
  const text = ({ contradiction }: DetailDirection) =>
    JSON.stringify([contradiction.why, contradiction.witnesses.map(({ who, says, quotes }) => [who, says, quotes])]);
  return a.contradiction.witnesses.length > 0 && text(a) === text(b);
}
