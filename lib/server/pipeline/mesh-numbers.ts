import { LINK_SCOPE } from '#lib/model/evidence.ts';
import { linkId } from '#lib/model/identity.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import { ownNumber } from '#lib/model/own-number.ts';
import { words } from '#lib/model/words.ts';
import type { LinkRegister } from './link-register.ts';
import type { ObservationIndex } from './observation-index.ts';

/**
 * Which number each cluster says it has in a mesh, and who else says the same. No source sees that: each calls itself right, and a
 * control plane may call the other ready. What follows from it for a link is said here, once the words of both have come in.
 */
export class MeshNumbers {
  readonly #observations: Pick<ObservationIndex, 'of' | 'freshUntil'>;
  readonly #links: Pick<LinkRegister, 'ends' | 'ofCluster' | 'systems'>;
  /** By cluster: `system\nnumber` of each number it says. */
  readonly #own = new Map<string, readonly string[]>();
  readonly #claimants = new Map<string, Set<string>>();

  constructor(
    observations: Pick<ObservationIndex, 'of' | 'freshUntil'>,
    links: Pick<LinkRegister, 'ends' | 'ofCluster' | 'systems'>,
  ) {
    this.#observations = observations;
    this.#links = links;
  }

  /** Takes what is said of a cluster now; answers links to judge anew: none while its numbers are the same. */
  take(cluster: string): string[] {
    const before = this.#own.get(cluster) ?? [];
    const after = [...new Set(this.#saidOf(cluster).flatMap(keyOf))];
    if (before.join() === after.join()) return [];
    const concerned = this.#alike([cluster]);
    for (const key of before) this.#claimants.get(key)?.delete(cluster);
    for (const key of after) this.#claimants.set(key, (this.#claimants.get(key) ?? new Set()).add(cluster));
    this.#own.set(cluster, after);
    return [...concerned, ...this.#alike([cluster])].flatMap((one) => this.#links.ofCluster(one));
  }

  /** Links for which a number is used twice now, or no more, as two clusters become peers or are peers no more. */
  beside([a, b]: readonly [string, string]): string[] {
    const [likeA, likeB] = [this.#alike([a]), this.#alike([b])];
    if (likeA.size + likeB.size === 2) return [];
    const own = likeA.has(b) ? [a, b].flatMap((end) => this.#links.ofCluster(end)) : [];
    const others = [...[...likeA].map((one) => linkId(one, b)), ...[...likeB].map((one) => linkId(one, a))];
    return [...own, ...others.filter((id) => this.#links.ends(id))];
  }

  /** These clusters and all that have a number of theirs, in whatever mesh. */
  #alike(clusters: readonly string[]): Set<string> {
    const keys = clusters.flatMap((cluster) => this.#own.get(cluster) ?? []);
    return new Set([...clusters, ...keys.flatMap((key) => [...(this.#claimants.get(key) ?? [])])]);
  }

  /** All that is said under a subject key: by sources, and of a link by numbers that are used twice. */
  said(subject: string): Observation[] {
    const said = this.#observations.of(subject);
    return subject.startsWith(LINK) ? [...said, ...this.#shared(subject.slice(LINK.length))] : said;
  }

  /** The instant from which something that is said of a link is no longer fresh, epoch milliseconds. */
  freshUntil(link: string): number {
    const shared = this.#shared(link).map((one) => freshUntil(one));
    return Math.min(this.#observations.freshUntil(`${LINK}${link}`), ...shared);
  }

  /** The number of an end is used twice in its mesh: by the other end, or by one more peer of either. */
  #shared(link: string): Observation[] {
    const ends: readonly string[] = this.#links.ends(link) ?? [];
    return ends.flatMap((end) => {
      if (!this.#own.get(end)?.some((key) => (this.#claimants.get(key)?.size ?? 0) > 1)) return [];
      return this.#saidOf(end).flatMap((word) => {
        const [key = ''] = keyOf(word);
        if (!this.#links.systems(link).includes(word.system)) return [];
        const met = (this.#claimants.get(key) ?? new Set<string>())
          .values()
          .filter((other) => other !== end)
          .filter((other) => ends.includes(other) || ends.some((one) => this.#joins(one, other, word)))
          .take(MOST_NAMED);
        const theirs = [...met].flatMap((other) => this.#saidOf(other).find((one) => keyOf(one)[0] === key) ?? []);
        return theirs.length > 0 ? sharedNumber(link, end, word, theirs) : [];
      });
    });
  }

  #saidOf(cluster: string): Observation[] {
    return this.#observations.of(`cluster/${cluster}`);
  }

  #joins(a: string, b: string, { system }: Observation): boolean {
    return this.#links.systems(linkId(a, b)).includes(system);
  }
}

const LINK = 'link/';
/** Others that are looked for: where all clusters have one number there are as many for each of their links. */
const MOST_NAMED = 3;

function keyOf(observation: Observation): string[] {
  const number = ownNumber(observation);
  return number === undefined ? [] : [`${observation.system}\n${number}`];
}

/**
 * A layer of its own: what a control plane says of reading its peer is neither cleared nor outvoted by this. As old as the oldest of
 * the words it is made of.
 */
function sharedNumber(link: string, end: string, word: Observation, theirs: readonly Observation[]): Observation {
  const oldest = theirs.reduce((old, one) => (freshUntil(one) < freshUntil(old) ? one : old), word);
  const users = [...theirs.flatMap(({ observer }) => observer ?? []), end].sort();
  const number = ownNumber(word) ?? '';
  return {
    ...word,
    id: `number-shared/${end}`,
    subject: { kind: 'link', link },
    layer: 'identity',
    status: 'degraded',
    words: words('mesh.number-shared', 'Id {number} is used by several clusters: {clusters}; peers confuse them', {
      number: number.slice(0, 20),
      clusters: `${users.join(', ')}${theirs.length < MOST_NAMED ? '' : ', perhaps more'}`,
    }),
    facts: [{ name: 'number', value: number }],
    evidence: {
      layer: 'identity',
      scope: LINK_SCOPE,
      way: 'both',
      size: 'small',
      strength: 'own-word',
      result: 'impaired',
    },
    observedAt: oldest.observedAt,
    freshForMs: oldest.freshForMs,
  };
}
