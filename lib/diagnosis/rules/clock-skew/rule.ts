import type { Cluster } from '#lib/model/cluster.ts';
import { words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';
import { utc } from '../../utc.ts';

/** More than this beside the error of the measurement is skew, milliseconds. */
const MAX_DIFF_MS = 2000;

interface Skew {
  cluster: Cluster;
  diffMs: number;
  uncertaintyMs: number;
  at: number;
  wrong: boolean;
}

/** A cluster's clock differs from ours; when every cluster differs by the same, the wrong clock is ours. */
export const clockSkew: Rule<'clusters'> = {
  id: 'clock-skew',
  title: 'Clocks differ',
  kind: 'fault',
  layer: 'identity',
  severity: 'warning',
  needs: ['clusters'],
  evaluate({ clusters }) {
    const skews = [...clusters.values()].flatMap((cluster): Skew[] => {
      const clock = cluster.facts.clock;
      if (!clock || cluster.reading !== 'read' || cluster.status !== 'up') return [];
      return [{ cluster, ...clock, wrong: Math.abs(clock.diffMs) - clock.uncertaintyMs > MAX_DIFF_MS }];
    });
    const wrong = skews.filter((skew) => skew.wrong);
    const diffs = skews.map((skew) => skew.diffMs);
    const alike = skews.length > 1 && Math.max(...diffs) - Math.min(...diffs) < MAX_DIFF_MS;
    return wrong.length === skews.length && alike ? [oursIsWrong(wrong)] : wrong.map(theirsIsWrong);
  },
};

function oursIsWrong(skews: readonly Skew[]): Conclusion {
  const [first] = skews;
  if (!first) throw new Error('no clock differs');
  return {
    subject: { kind: 'source', source: 'causeway' },
    words: (since) =>
      words('clock-skew.ours', 'Since {since}, all {count} clusters are {amount} our clock: ours is wrong.', {
        since: utc(since),
        count: skews.length,
        amount: amount(first.diffMs),
      }),
    for: skews.slice(0, 6).map(witness),
    next: [{ text: 'Compare the clock of the machine that Causeway runs on', command: 'timedatectl' }],
  };
}

function theirsIsWrong(skew: Skew): Conclusion {
  const { cluster } = skew;
  return {
    subject: { kind: 'cluster', cluster: cluster.id },
    words: (since) =>
      words(
        'clock-skew.cluster',
        'Since {since}, the clock of {cluster} is {amount} ours: tokens and certificates fail early or late.',
        {
          since: utc(since),
          cluster: cluster.id,
          amount: amount(skew.diffMs),
        },
      ),
    for: [witness(skew)],
    next: [
      {
        text: 'Read the clock of the API server',
        command: shell`kubectl --context ${cluster.name} get --raw / -v=8 2>&1 | grep Date:`,
      },
      { text: 'On its control-plane nodes, see whether time is synchronised', command: 'timedatectl' },
    ],
  };
}

/** Whole seconds: a figure that moves by fractions is no news. */
function amount(diffMs: number): string {
  return `${Math.round(Math.abs(diffMs) / 1000)} s ${diffMs > 0 ? 'ahead of' : 'behind'}`;
}

function witness({ cluster, diffMs, uncertaintyMs, at }: Skew): Conclusion['for'][number] {
  const quote = `${(diffMs / 1000).toFixed(1)} s against ours, ± ${(uncertaintyMs / 1000).toFixed(1)} s`;
  return word(`API server of ${cluster.id}`, cluster.id, [quote], at);
}
