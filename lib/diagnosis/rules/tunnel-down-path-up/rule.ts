import type { Direction } from '#lib/model/link.ts';
import type { Observation } from '#lib/model/observation.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';
import { nameWays, pingStep, tunnelWords, type Way, waysOf } from '../../way.ts';

/** The control plane says error and probes of the same way pass, for longer than a change takes. */
export const tunnelDownPathUp: Rule<'links' | 'observations' | 'probes'> = {
  id: 'tunnel-down-path-up',
  title: 'Called down, and packets pass',
  kind: 'conflict',
  layer: 'tunnel',
  severity: 'warning',
  needs: ['links', 'observations', 'probes'],
  evaluate(view, now) {
    return [...view.links.values()].flatMap((link) => {
      const ways = waysOf(view, link, now, inConflict).filter(isDenied);
      const [first] = ways;
      if (!first) return [];
      const { from, to } = first.direction;
      const full = ways.every((way) => carriedBy(way).some(({ evidence }) => evidence?.size === 'full'));
      return [
        {
          subject: { kind: 'link', link: link.id },
          words: (since) =>
            words(
              'tunnel-down-path-up',
              'Since {since}, the tunnel is called down and packets pass {ways}, measured{size}.',
              {
                since: utc(since),
                ways: nameWays(ways),
                size: full ? ' at full size' : '; full size is not verified',
              },
            ),
          for: testimony(ways.flatMap(carriedBy), now, true),
          against: testimony(tunnelWords(ways, 'fail'), now, false),
          next: [
            ...pingStep(view.probes.get(link.id) ?? [], ways, null),
            {
              text: `See whether a policy or firewall drops the health check between the gateways of ${from} and ${to}`,
              command: null,
            },
            {
              text: 'See whether the gateway process still runs: a tunnel in the kernel outlives it, and nothing renews it',
              command: null,
            },
          ],
        },
      ];
    });
  },
};

/** The flag is set when the tunnel's witnesses have contradicted each other for 15 s. */
function inConflict({ layers }: Direction): boolean {
  return layers.tunnel?.conflict === true;
}

/** What was measured to pass; that single nodes fail with the same health check is no objection. */
function carriedBy({ path }: Way): Observation[] {
  return path?.carried ?? [];
}

function isDenied(way: Way): boolean {
  return carriedBy(way).length > 0 && way.tunnel.some((observation) => observation.evidence?.result === 'fail');
}
