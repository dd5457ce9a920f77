import type { ClusterWord } from '../../cluster-word.ts';
import type { Pair } from '../../pairs.ts';

/** What keeps the two ends of a tunnel apart. */
export interface Mismatch extends Pair {
  what: string;
  ends: [ClusterWord, ClusterWord];
  /** It cannot work; otherwise it is what differs while the tunnel fails. */
  certain: boolean;
}

/** Minor versions that one release is upgraded from: members of a set are upgraded one after the other. */
const MOST_MINORS_APART = 1;

/** Compares two ends. Versions and NAT are blamed only while the tunnel between them fails: they often differ and work. */
export function mismatchOf(here: ClusterWord, there: ClusterWord, fails: boolean): Mismatch | null {
  const found = (what: string, certain: boolean): Mismatch => {
    return { a: here.cluster.id, b: there.cluster.id, what, ends: [here, there], certain };
  };
  const [a, b] = [here.cluster.id, there.cluster.id];
  const [driver, other] = [here.fact('cableDriver'), there.fact('cableDriver')];
  if (driver !== '' && other !== '' && driver !== other) return found(`${a} uses ${driver}, ${b} uses ${other}`, true);
  if (!fails) return null;
  const [version, newer] = [here.fact('version'), there.fact('version')];
  if (areFarApart(version, newer)) return found(`${a} runs ${version}, ${b} runs ${newer}`, false);
  const lost = [here, there].find((end) => end.fact('nat') === 'on' && end.fact('publicAddress') === '');
  return lost ? found(`${lost.cluster.id} expects NAT and no public address of it is known`, false) : null;
}

function areFarApart(one: string, other: string): boolean {
  const [a, b] = [minorOf(one), minorOf(other)];
  if (!a || !b) return false;
  return a.major !== b.major || Math.abs(a.minor - b.minor) > MOST_MINORS_APART;
}

function minorOf(version: string): { major: number; minor: number } | null {
  const match = /^v?(\d{1,4})\.(\d{1,4})\b/.exec(version);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : null;
}
