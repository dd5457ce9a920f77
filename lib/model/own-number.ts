import type { Observation } from './observation.ts';

/** The fact by which a cluster tells its own number in a mesh; 0 is none. */
const OWN_NUMBER = 'ownClusterId';

/** The number that a cluster says it has in a mesh; nothing where it says none. Untrusted text. */
export function ownNumber({ facts }: Pick<Observation, 'facts'>): string | undefined {
  const number = facts.find(({ name }) => name === OWN_NUMBER)?.value;
  return number === '0' || number === '' ? undefined : number;
}
