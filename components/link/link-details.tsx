import { SectionHead } from '#components/ui/page-head.tsx';
import type { LinkDetail } from '#lib/api/link.ts';
import { ProbeTable } from './probe-table.tsx';
import { TunnelTable } from './tunnel-table.tsx';

/** Tunnels, probes and sessions of a link; left is there, right is back. */
export function LinkDetails({ link }: { link: LinkDetail }) {
  return (
    <>
      <section className="band two" aria-label="Probes">
        {link.directions.map(({ from, to }) => (
          <ProbeTable key={from} from={from} to={to} probes={link.probes.filter((probe) => probe.from === from)} />
        ))}
      </section>
      <section className="band two" aria-label="Tunnels">
        {link.directions.map(({ from, to }) => (
          <TunnelTable key={from} from={from} to={to} tunnels={link.tunnels.filter((tunnel) => tunnel.from === from)} />
        ))}
        <div>
          <SectionHead title="Sessions">bgp, bfd</SectionHead>
          <p className="quiet">No routing daemon of this link is read: nothing to judge.</p>
        </div>
      </section>
    </>
  );
}
