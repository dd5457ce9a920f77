import type { Memory } from './memory.ts';

/** What the output of the CLI lacks, for `/sources`: it says nothing itself, and ends as if all had been asked. */
export function statusNotes({ cli, cliTrouble }: Memory, clusterName: string): string[] {
  if (cliTrouble !== '') return [cliTrouble];
  if (!cli) return [];
  const { status } = cli;
  if (status.clusterName !== clusterName)
    return [`the status file is of cluster ${status.clusterName || 'without a name'}, not of this one`];
  return [
    ...(status.agents ? [] : ['the CLI could not ask the agents: its output has no connectivity']),
    ...(status.kvstoremesh || !status.kvstoremeshEnabled
      ? []
      : ['the CLI could not ask KVStoreMesh: its output has no status of it']),
  ];
}
