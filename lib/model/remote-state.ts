import { z } from 'zod';
import type { Fact, Observation } from './observation.ts';

/**
 * How far a program of one cluster has got with another cluster's data: connect, then read its configuration, then fetch all
 * of it. Programs behind another one of their own cluster hold a copy and connect to nobody else.
 */
export const RemoteState = z.enum([
  'ready',
  /** Ready, and nobody writes there any more: the data stands still. */
  'frozen',
  /** Not since the program started; at which step it fails is not told. */
  'never-ready',
  /** Not connected since the program started. */
  'never-connected',
  /** Was connected; what was known is kept. */
  'lost',
  /** Was connected; what was known is given up. */
  'given-up',
  /** Not connected, and whether it ever was is not told. */
  'disconnected',
  /** Connected, and there is no configuration that can be used. */
  'unconfigured',
  /** Connected and configured, and the data never comes whole. */
  'unsynced',
  /** Holds a copy, and would say so whatever becomes of the other cluster. */
  'copied',
  /** Waits for the program that it copies from. */
  'waiting',
  /** Lost the program of its own cluster that it copies from. */
  'cut-off',
  /** Too early to tell. */
  'due',
]);
export type RemoteState = z.infer<typeof RemoteState>;

const NAME = 'remoteState';

/** The fact by which rules know the state without knowing the system. */
export function remoteStateFact(state: RemoteState): Fact {
  return { name: NAME, value: state };
}

/** The state that an observation tells, or nothing. */
export function remoteStateOf({ facts }: Pick<Observation, 'facts'>): RemoteState | null {
  return RemoteState.safeParse(facts.find(({ name }) => name === NAME)?.value).data ?? null;
}
