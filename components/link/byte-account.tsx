import { SectionHead } from '#components/ui/page-head.tsx';
import type { DetailDirection } from '#lib/api/link.ts';
import { formatCount } from '#lib/client/format.ts';

/** Where the bytes go: what should fit, what does, and what is missing; only where both are known, and nothing guessed between. */
export function ByteAccount({ directions }: { directions: readonly DetailDirection[] }) {
  const known = directions.flatMap((direction) => {
    const { expectedMtuBytes: expected, mtuBytes: passing, basis } = direction;
    return expected === null || passing === null || basis === null ? [] : [{ direction, expected, passing, basis }];
  });
  if (known.length === 0) return null;
  return (
    <section className="account">
      <SectionHead title="Where the bytes go">largest IP packet that passes, without what carries it</SectionHead>
      {known.map(({ direction, expected, passing, basis }) => (
        <dl key={direction.from} className="bytes">
          <div className="way">
            <dt>direction</dt>
            <dd>
              {direction.from} → {direction.to}
            </dd>
          </div>
          <Figure label="should fit" bytes={expected} />
          <Figure
            label={basis === 'measured' ? 'does fit, there and back' : 'does fit, inferred from transfers'}
            bytes={passing}
          />
          {passing < expected ? <Figure label="too large by" bytes={expected - passing} /> : null}
        </dl>
      ))}
    </section>
  );
}

function Figure({ label, bytes }: { label: string; bytes: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {formatCount(bytes)} <small>B</small>
      </dd>
    </div>
  );
}
