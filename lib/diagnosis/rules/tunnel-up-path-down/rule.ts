import type { Direction } from '#lib/model/link.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';
import { nameWays, pathSince, pingStep, tunnelWords, type Way, waysOf } from '../../way.ts';

/** The control plane says connected and the probes fail at every size, for longer than a change takes. */
export const tunnelUpPathDown: Rule<'links' | 'observations' | 'probes'> = {
  id: 'tunnel-up-path-down',
  title: 'Connected, and nothing passes',
  kind: 'conflict',
  layer: 'path',
  severity: 'critical',
  needs: ['links', 'observations', 'probes'],
  evaluate(view, now) {
    return [...view.links.values()].flatMap((link) => {
      const ways = waysOf(view, link, now, inConflict).filter(isDenied);
      const [first] = ways;
      if (!first) return [];
      const { from, to } = first.direction;
      return [
        {
          subject: { kind: 'link', link: link.id },
          words: (since) =>
            words(
              'tunnel-up-path-down',
              'Since {since}, no packet of any size passes {ways}, measured; the tunnel is called connected.',
              { since: utc(pathSince(ways) ?? since), ways: nameWays(ways) },
            ),
          for: testimony(
            ways.flatMap((way) => way.path?.deciders ?? []),
            now,
            true,
          ),
          against: testimony(tunnelWords(ways, 'pass'), now, false),
          next: [
            ...pingStep(view.probes.get(link.id) ?? [], ways, null),
            {
              text: `On the gateways of ${from} and ${to}, see whether the tunnel's packet counters grow on both sides`,
              command: null,
            },
            { text: 'See what was rolled out on the gateways or the firewalls between them since then', command: null },
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

function isDenied({ path, tunnel }: Way): boolean {
  const nothingPasses = path?.status === 'down' && path.strength === 'measured' && path.size === 'small';
  const connected = tunnel.some((observation) => observation.evidence?.result === 'pass');
  return nothingPasses && connected;
}
