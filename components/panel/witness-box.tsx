import { Age } from '#components/ui/age.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import type { DetailDirection } from '#lib/api/link.ts';

/** The panel is narrow; the page of the link has them all. */
const MOST_QUOTES = 2;

const SAYS = { works: 'up', fails: 'down', unsure: 'unknown' } as const;

/** Who says that it works and who says that it does not, with quotes; never one without the other. Then whom we believe. */
export function WitnessBox({ contradiction }: { contradiction: DetailDirection['contradiction'] }) {
  const { witnesses, why } = contradiction;
  if (witnesses.length === 0) return null;
  return (
    <section className="witness" aria-label="Witnesses disagree">
      <div className="hd">
        <Glyph mark="conflict" size={13} label={false} />
        {witnesses.length === 2 ? 'Two witnesses disagree' : `${witnesses.length} witnesses disagree`}
      </div>
      {witnesses.map((witness) => (
        <div key={`${witness.who} ${witness.source}`} className="w">
          <Glyph mark={SAYS[witness.says]} size={13} />
          <div>
            <bdi>
              <b>{witness.who}</b>
            </bdi>
            {witness.believed ? <span className="muted"> believed</span> : null}
            {witness.quotes.slice(0, MOST_QUOTES).map((quote) => (
              <p key={quote}>
                <bdi>{quote}</bdi>
              </p>
            ))}
          </div>
          <Age at={witness.observedAt} old={witness.fresh ? undefined : true} />
        </div>
      ))}
      {why ? <p className="why">{why}</p> : null}
    </section>
  );
}
