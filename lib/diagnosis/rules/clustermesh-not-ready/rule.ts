import type { Snapshot } from '#lib/model/snapshot.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { askStep, isBlind, type Remote, remotesOf, systemOf, telling } from '../../remote.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';
import { toldCommand } from '../../told-command.ts';
import { type Step, stepOf } from './step.ts';

type Needed = 'clusters' | 'links' | 'observations';
type View = Readonly<Pick<Snapshot, Needed>>;

/** A cluster does not get another one's services: not connected, without its configuration, or never in step with it. */
export const clustermeshNotReady: Rule<Needed> = {
  id: 'clustermesh-not-ready',
  title: 'Remote cluster not ready',
  kind: 'fault',
  layer: 'discovery',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    const remotes = remotesOf(view, now);
    const single = remotes.flatMap((remote) => {
      const step = isBlind(remote) ? null : stepOf(remote);
      return step ? [conclude(view, remote, step, now)] : [];
    });
    const cutOff = Map.groupBy(
      remotes.filter((remote) => telling(remote, ['cut-off']).length > 0),
      ({ direction }) => direction.from,
    );
    return [...single, ...[...cutOff].map(([from, own]) => concludeCutOff(view, from, own, now))];
  },
};

function conclude(view: View, remote: Remote, { name, how, failing, next }: Step, now: number): Conclusion {
  const { from, to } = remote.direction;
  const params = { from, to, step: name, how };
  const text =
    name === 'untold'
      ? 'Since {since}, {from} is not ready for {to}: {how}; whether connect, config or sync fails is not told.'
      : 'Since {since}, {from} is not ready for {to}: step {step} fails, {how}.';
  return {
    subject: { kind: 'direction', from, to },
    // What is known from before is still used: nothing is missing yet.
    severity: failing.some((one) => one.evidence?.result === 'fail') ? 'critical' : 'warning',
    words: (since) => words(`clustermesh-not-ready.${name}`, text, { since: utc(since), ...params }),
    for: testimony([...failing, ...telling(remote, ['waiting'])], now, true),
    against: testimony(telling(remote, ['ready', 'copied']), now, false),
    next: [
      ...askStep(view, remote, name === 'connect' ? 'troubleshootCommand' : 'statusCommand'),
      ...next(from, to).map((one) => ({ text: one, command: null })),
    ],
  };
}

function concludeCutOff(view: View, cluster: string, remotes: readonly Remote[], now: number): Conclusion {
  const text =
    'Since {since}, programs in {cluster} have lost the copy of {count} that their own cluster keeps: step connect fails inside {cluster}; what was known is used on.';
  const count = remotes.length === 1 ? `1 peer (${remotes[0]?.direction.to})` : `${remotes.length} peers`;
  return {
    subject: { kind: 'cluster', cluster },
    severity: 'warning',
    words: (since) => words('clustermesh-not-ready.own', text, { since: utc(since), cluster, count }),
    for: testimony(
      remotes.flatMap((remote) => telling(remote, ['cut-off'])),
      now,
      true,
    ),
    next: [
      {
        text: `See whether the program that keeps copies in ${cluster} runs, and whether its Service finds it`,
        command: remotes[0] ? toldCommand(view, cluster, systemOf(remotes[0]), 'statusCommand') : null,
      },
    ],
  };
}
