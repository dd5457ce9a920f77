import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { remotesOf, systemOf, telling } from '../../remote.ts';
import type { Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';
import { toldCommand } from '../../told-command.ts';

/** A remote cluster answers and is called ready, and nobody writes there any more: its data is frozen. */
export const clustermeshWriterDead: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'clustermesh-writer-dead',
  title: 'Ready, and its data is frozen',
  kind: 'conflict',
  layer: 'discovery',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    const frozen = remotesOf(view, now).filter((remote) => telling(remote, ['frozen']).length > 0);
    // Nobody writes in one cluster: every peer that reads there sees the same.
    return [...Map.groupBy(frozen, ({ direction }) => direction.to)].map(([cluster, remotes]) => {
      const readers = remotes.map(({ direction }) => direction.from).sort();
      const named = `${readers.slice(0, 3).join(', ')}${readers.length > 3 ? ` and ${readers.length - 3} more` : ''}`;
      const text =
        'Since {since}, nobody writes what {cluster} tells its peers: {count} ({named}) that call it ready connect anew every few minutes and hold data that stands still.';
      const params = { cluster, count: readers.length, named };
      return {
        subject: { kind: 'cluster', cluster },
        words: (since) => words('clustermesh-writer-dead', text, { since: utc(since), ...params }),
        for: testimony(
          remotes.flatMap((remote) => telling(remote, ['frozen'])),
          now,
          true,
        ),
        against: testimony(
          remotes.flatMap((remote) => telling(remote, ['ready', 'copied'])),
          now,
          false,
        ),
        next: [
          {
            text: `See whether the container in ${cluster} that writes for its peers runs; the store beside it does, and its pod may be called ready`,
            command: remotes[0] ? toldCommand(view, cluster, systemOf(remotes[0]), 'writerCommand') : null,
          },
          { text: `Until then, believe nothing that changed in ${cluster} since: peers do not know it`, command: null },
        ],
      };
    });
  },
};
