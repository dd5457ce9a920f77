import type { Finding } from '#lib/model/finding.ts';
import type { Direction, Link, Probe } from '#lib/model/link.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';
import { nameWays, pathSince, pingStep, tunnelWords, type Way, waysOf } from '../../way.ts';

/** Small packets pass, packets that should fit vanish and nobody says so. */
export const mtuBlackhole: Rule<'links' | 'observations' | 'probes'> = {
  id: 'mtu-blackhole',
  title: 'Large packets vanish',
  kind: 'fault',
  layer: 'path',
  severity: 'critical',
  needs: ['links', 'observations', 'probes'],
  evaluate(view, now) {
    return [...view.links.values()].flatMap((link) => {
      const ways = waysOf(view, link, now, isDown).filter(
        ({ path }) => path?.status === 'down' && path.size === 'full' && path.strength === 'measured',
      );
      return ways.length === 0 ? [] : [conclude(link, ways, view.probes.get(link.id) ?? [], now)];
    });
  },
};

function isDown({ layers }: Direction): boolean {
  return layers.path?.status === 'down';
}

function conclude(link: Link, failing: readonly Way[], probes: readonly Probe[], now: number): Conclusion {
  // An echo accuses both ways; where a transfer tells the way, the other one is only accused by the same echo.
  const told = failing.filter((way) => way.path?.wayKnown);
  const ways = told.length > 0 ? told : failing;
  const [first] = ways;
  if (!first) throw new Error('no way fails');
  const { from, to, mtuBytes } = first.direction;
  const over = mtuBytes === null ? 'large packets' : `packets over ${mtuBytes.toLocaleString('en')} B`;
  const where = told.length > 0 ? nameWays(told) : `between ${link.clusters.join(' and ')}, way not known`;
  return {
    subject: ways.length === 1 ? { kind: 'direction', from, to } : { kind: 'link', link: link.id },
    words: (seenAt) =>
      words('mtu-blackhole', 'Since {since}, {over} vanish {where}, and no router says so; small ones pass.', {
        since: utc(pathSince(ways) ?? seenAt),
        over,
        where,
      }),
    for: testimony(
      ways.flatMap((way) => way.path?.deciders ?? []),
      now,
      true,
    ),
    against: testimony(tunnelWords(ways, 'pass'), now, false),
    next: [...pingStep(probes, ways, smallestLost(probes)), ...remedies(from, to, mtuBytes)],
  };
}

/** Bytes of IP packet: the smallest do-not-fragment echo without reply. */
function smallestLost(probes: readonly Probe[]): number | null {
  const lost = probes.filter((probe) => probe.kind === 'icmp-df' && probe.of > 0 && probe.passed === 0);
  const sizes = lost.flatMap((probe) => probe.sizeBytes ?? []);
  return sizes.length > 0 ? Math.min(...sizes) : null;
}

function remedies(from: string, to: string, mtuBytes: number | null): Finding['next'] {
  const clamp = mtuBytes === null ? '' : ` to ${mtuBytes - 40}`;
  return [
    {
      text: `From the gateway of ${from}, find the hop that drops: trace the path to the gateway of ${to} at that size`,
      command: null,
    },
    {
      text: `Until it is repaired, clamp the TCP segment size of the gateways${clamp}, or lower the MTU of the tunnel`,
      command: null,
    },
    { text: 'Have ICMP type 3 code 4 (IPv6: packet too big) let through on the way', command: null },
  ];
}
