import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { readYaml } from '../yaml-text.ts';
import { asRecord, type UnknownRecord } from './unknown-record.ts';

/** Environment variables by name. */
export type Environment = Record<string, string | undefined>;

/** Something of a kubeconfig that can't be used, and where. Free of credentials. */
export interface ContextProblem {
  file: string;
  /** The context concerned, or null for the whole file. */
  context: string | null;
  message: string;
}

/** A named entry of a kubeconfig together with the file that holds it: relative paths count from there. */
export interface Entry {
  name: string;
  file: string;
  value: UnknownRecord;
}

/** The entries of several files; of equal names the first wins, as for kubectl. */
export interface MergedEntries {
  clusters: Map<string, Entry>;
  users: Map<string, Entry>;
  contexts: Map<string, Entry>;
  problems: ContextProblem[];
}

/** The kubeconfigs to read: the one asked for, else the list in `KUBECONFIG`, else `~/.kube/config`. */
export function kubeconfigFiles(asked: string | undefined, env: Environment): string[] {
  if (asked) return [resolve(asked)];
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return [...new Set(listed.map((file) => resolve(file)))];
  return [join(env.HOME || homedir(), '.kube', 'config')];
}

/** Reads and merges kubeconfigs. A file that can't be read is a problem of its own; the others still count. */
export async function readKubeconfigs(files: readonly string[]): Promise<MergedEntries> {
  const merged: MergedEntries = { clusters: new Map(), users: new Map(), contexts: new Map(), problems: [] };
  for (const file of files) {
    const complain = (message: string) => merged.problems.push({ file, context: null, message });
    const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
      complain(thrown.code === 'ENOENT' ? 'the file does not exist' : `can't be read: ${thrown.code}`);
      return null;
    });
    if (text === null) continue;
    const { value, faults } = readYaml(text);
    const fault = faults[0];
    if (fault) {
      complain(`line ${fault.line}: ${fault.message}`);
      continue;
    }
    const root = asRecord(value);
    if (!root || !['clusters', 'users', 'contexts'].some((key) => key in root)) {
      complain(text.trim() === '' ? 'the file is empty' : 'not a kubeconfig: no clusters, users and contexts');
      continue;
    }
    collect(root.clusters, 'cluster', file, merged.clusters, complain);
    collect(root.users, 'user', file, merged.users, complain);
    collect(root.contexts, 'context', file, merged.contexts, complain);
  }
  return merged;
}

/** A path of an entry, counted from the file that holds it. */
export function pathOf(entry: Entry, path: string): string {
  return resolve(dirname(entry.file), path);
}

function collect(
  list: unknown,
  key: 'cluster' | 'user' | 'context',
  file: string,
  into: Map<string, Entry>,
  complain: (message: string) => void,
): void {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) {
    complain(`${key}s is not a list`);
    return;
  }
  for (const [index, item] of list.entries()) {
    const name = asRecord(item)?.name;
    if (typeof name !== 'string' || name === '') complain(`${key}s[${index}].name is missing`);
    else if (!into.has(name)) into.set(name, { name, file, value: asRecord(asRecord(item)?.[key]) ?? {} });
  }
}
