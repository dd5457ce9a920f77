import type { Snapshot } from '#lib/model/snapshot.ts';
import { subjectKey } from '#lib/model/subject.ts';
import { shell } from './shell.ts';

/** What a collector may tell a person to run: to see the own configuration, what is encrypted, how far remote clusters are, why not farther, what the program that writes for them says. */
export type ToldCommand =
  | 'configCommand'
  | 'encryptionCommand'
  | 'statusCommand'
  | 'troubleshootCommand'
  | 'writerCommand';

/** What needs no quotes: `-n`, `--`, `--all`. */
const PLAIN_OPTION = /^--?[a-z]*$/;

/**
 * A read-only kubectl command that a source of a cluster tells as a fact of the cluster, with its context: rules know no
 * system, and no name of a program. Each word is quoted. Nothing where none is told.
 */
export function toldCommand(
  { clusters, observations }: Readonly<Pick<Snapshot, 'clusters' | 'observations'>>,
  id: string,
  system: string,
  which: ToldCommand,
): string | null {
  const cluster = clusters.get(id);
  const told = (observations.get(subjectKey({ kind: 'cluster', cluster: id })) ?? [])
    .filter((one) => one.system === system)
    .flatMap(({ facts }) => facts.find(({ name }) => name === which)?.value ?? [])[0];
  const [program, ...rest] = told?.split(' ') ?? [];
  if (!cluster || program !== 'kubectl') return null;
  const words = rest.map((word) => (PLAIN_OPTION.test(word) ? word : shell`${word}`));
  return [shell`kubectl --context ${cluster.name}`, ...words].join(' ');
}
