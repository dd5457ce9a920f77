import type { Link } from '#lib/model/link.ts';
import type { ClusterWord } from '../../cluster-word.ts';
import type { Pair } from '../../pairs.ts';

/** What keeps the two ends of a tunnel apart. */
export interface Mismatch extends Pair {
  what: string;
  ends: [End, End];
  /** It cannot work; otherwise it is what differs while the tunnel fails. */
  certain: boolean;
}

/** One end, as its cluster says; taken apart once, since each is compared with hundreds. */
export interface End {
  word: ClusterWord;
  id: string;
  driver: string;
  version: string;
  /** Of the version; nothing where it is not read. */
  release: { major: number; minor: number } | null;
  /** It expects NAT, and no public address of it is known. */
  lost: boolean;
}

export function endOf(word: ClusterWord): End {
  const version = word.fact('version');
  const match = /^v?(\d{1,4})\.(\d{1,4})\b/.exec(version);
  return {
    word,
    id: word.cluster.id,
    driver: word.fact('cableDriver'),
    version,
    release: match ? { major: Number(match[1]), minor: Number(match[2]) } : null,
    lost: word.fact('nat') === 'on' && word.fact('publicAddress') === '',
  };
}

/** Minor versions that one release is upgraded from: members of a set are upgraded one after the other. */
const MOST_MINORS_APART = 1;

/** Compares two ends. Versions and NAT are blamed only while the tunnel between them fails: they often differ and work. */
export function mismatchOf(a: End, b: End, directions: Link['directions']): Mismatch | null {
  const found = (what: string, certain: boolean): Mismatch => ({ a: a.id, b: b.id, what, ends: [a, b], certain });
  if (a.driver !== b.driver && a.driver !== '' && b.driver !== '')
    return found(`${a.id} uses ${a.driver}, ${b.id} uses ${b.driver}`, true);
  const apart = areFarApart(a, b);
  if (!apart && !a.lost && !b.lost) return null;
  if (!directions.some(({ layers }) => layers.tunnel?.status === 'down')) return null;
  if (apart) return found(`${a.id} runs ${a.version}, ${b.id} runs ${b.version}`, false);
  return found(`${a.lost ? a.id : b.id} expects NAT and no public address of it is known`, false);
}

function areFarApart({ release: a }: End, { release: b }: End): boolean {
  return a !== null && b !== null && (a.major !== b.major || Math.abs(a.minor - b.minor) > MOST_MINORS_APART);
}
