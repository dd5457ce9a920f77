import type { Observation } from '#lib/model/observation.ts';
import type { RemoteState } from '#lib/model/remote-state.ts';
import { utc } from '#lib/model/utc.ts';
import { type Remote, telling } from '../../remote.ts';

/** The step at which a cluster fails to get another one's data. */
export interface Step {
  name: 'connect' | 'config' | 'sync' | 'untold';
  how: string;
  /** Who says it fails. */
  failing: Observation[];
  next(from: string, to: string): string[];
}

const NEVER = 'never ready since its program started';

/** Where and how it fails; nothing where nobody says that it does. What tells the step speaks before what only tells that it fails. */
export function stepOf(remote: Remote): Step | null {
  const [given, lost] = [telling(remote, ['given-up']), telling(remote, ['lost'])];
  if (given.length > 0) return connect(`lost at ${lostAt(given)} and given up: nothing of it is known any more`, given);
  if (lost.length > 0) return connect(`lost at ${lostAt(lost)}, and what was known is used on`, lost);
  const never = telling(remote, ['never-ready']);
  const failing = (state: RemoteState) => {
    const said = telling(remote, [state]);
    return said.length > 0 ? [...said, ...never] : [];
  };
  const [config, apart, sync] = [failing('unconfigured'), failing('disconnected'), failing('unsynced')];
  if (config.length > 0)
    return {
      name: 'config',
      how: `connected, and no configuration or heartbeat comes that it can use${never.length > 0 ? `, ${NEVER}` : ''}`,
      failing: config,
      next: (from, to) => [
        `See whether the control plane that writes for ${to} runs: what is asked answers, and nobody writes there`,
        `Compare the name by which ${from} knows ${to} with the name that ${to} gives itself`,
      ],
    };
  const unconnected = failing('never-connected');
  if (unconnected.length > 0) return connect('never connected since its program started', unconnected);
  if (apart.length > 0) return connect(never.length > 0 ? NEVER : 'since when is not told', apart);
  if (sync.length > 0)
    return {
      name: 'sync',
      how: 'connected and configured, and never in step',
      failing: sync,
      next: (from, to) => [
        `Compare the ids of ${from} and ${to}, and the limits of clusters: a used id and different limits look like this`,
        `See whether the program in ${from} that keeps the copy is well`,
      ],
    };
  return never.length > 0 ? { ...connect(NEVER, never), name: 'untold' } : null;
}

function connect(how: string, failing: Observation[]): Step {
  return {
    name: 'connect',
    how,
    failing,
    next: (from, to) => [
      `From ${from}, try address and port under which it knows ${to}; then name, certificates and permissions: all look alike here`,
    ],
  };
}

/** By the clock of its cluster, as the program tells it. */
function lostAt(observations: readonly Observation[]): string {
  const facts = observations.flatMap((one) => one.facts);
  const at = Date.parse(facts.find(({ name }) => name === 'lastFailure')?.value ?? '');
  return Number.isFinite(at) ? utc(at) : 'a time not told';
}
