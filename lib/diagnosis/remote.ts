import type { Direction } from '#lib/model/link.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import { type RemoteState, remoteStateOf } from '#lib/model/remote-state.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { Status } from '#lib/model/status.ts';
import type { Conclusion } from './rule.ts';
import { aboutLink } from './testimony.ts';
import { type ToldCommand, toldCommand } from './told-command.ts';

/** What programs of one cluster freshly say of how they have another one's data. */
export interface Remote {
  direction: Direction;
  told: { state: RemoteState; observation: Observation }[];
}

/** The states in which a program of its own connection does not have the other cluster. */
export const APART: readonly RemoteState[] = [
  'given-up',
  'lost',
  'unconfigured',
  'disconnected',
  'never-connected',
  'never-ready',
];

const BAD: readonly Status[] = ['down', 'degraded'];

/** The directions whose discovery does not just work, as programs that fetch data see them. Links are many: only suspects are looked at. */
export function remotesOf(view: Readonly<Pick<Snapshot, 'links' | 'observations'>>, now: number): Remote[] {
  return [...view.links.values()].flatMap((link) => {
    const suspects = link.directions.filter(({ layers: { discovery } }) => discovery && BAD.includes(discovery.status));
    if (suspects.length === 0) return [];
    const told = aboutLink(view, link).flatMap((observation) => {
      const state = freshUntil(observation) > now ? remoteStateOf(observation) : null;
      return state ? [{ state, observation }] : [];
    });
    return suspects.flatMap((direction) => {
      const own = told.filter(
        ({ observation: { subject } }) => subject.kind === 'direction' && subject.from === direction.from,
      );
      return own.length > 0 ? [{ direction, told: own }] : [];
    });
  });
}

/** The system whose programs speak. */
export function systemOf({ told }: Remote): string {
  return told[0]?.observation.system ?? '';
}

/** What can be run in the cluster that does not get the other one's data; nothing where no source tells it. */
export function askStep(
  view: Readonly<Pick<Snapshot, 'clusters' | 'observations'>>,
  remote: Remote,
  which: ToldCommand,
): Conclusion['next'] {
  const { from, to } = remote.direction;
  const command = toldCommand(view, from, systemOf(remote), which);
  return command ? [{ text: `Ask in ${from} how far it gets with ${to}`, command }] : [];
}

/** The observations that tell one of some states. */
export function telling({ told }: Remote, states: readonly RemoteState[]): Observation[] {
  return told.flatMap(({ state, observation }) => (states.includes(state) ? [observation] : []));
}

/**
 * Copies that call themselves ready while who fetches them has lost the other cluster: what is used is as old as the loss.
 * Where it was given up there is nothing left to be misled by.
 */
export function isBlind(remote: Remote): boolean {
  const apart = APART.filter((state) => state !== 'given-up');
  return telling(remote, apart).length > 0 && telling(remote, ['copied']).length > 0;
}
