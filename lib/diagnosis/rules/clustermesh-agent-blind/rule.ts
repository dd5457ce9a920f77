import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { APART, isBlind, remotesOf, systemOf, telling } from '../../remote.ts';
import type { Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';
import { toldCommand } from '../../told-command.ts';

/** Agents call a remote cluster ready whose data nobody brings them any more: they answer with what was known then. */
export const clustermeshAgentBlind: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'clustermesh-agent-blind',
  title: 'Agents say ready, and see a copy only',
  kind: 'conflict',
  layer: 'discovery',
  severity: 'warning',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    return remotesOf(view, now)
      .filter(isBlind)
      .map((remote) => {
        const { from, to } = remote.direction;
        const text =
          'Since {since}, {from} is not connected to {to} and its agents go on calling it ready: they use what was known of it, which grows old.';
        return {
          subject: { kind: 'direction', from, to },
          words: (since) => words('clustermesh-agent-blind', text, { since: utc(since), from, to }),
          for: testimony(telling(remote, APART), now, true),
          against: testimony(telling(remote, ['copied']), now, false),
          next: [
            {
              text: `From ${from}, try the way to ${to} with the program that keeps the copy, not with an agent: an agent tests its own cluster only`,
              command: toldCommand(view, from, systemOf(remote), 'troubleshootCommand'),
            },
            {
              text: `Until it is back, expect requests from ${from} to go to backends in ${to} that may be gone; a time to live of the copy, where one is set, ends that`,
              command: null,
            },
          ],
        };
      });
  },
};
