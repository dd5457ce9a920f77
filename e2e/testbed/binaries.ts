import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** The programs of one folder. */
export interface Binaries {
  folder: string;
  etcd: string;
  kubeApiserver: string;
  /** Only where we built it: the folders of setup-envtest have none. */
  kubeletStandin: string | null;
}

/** Whether the real-server tests can run, and if not, why and what helps. */
export type Availability = { binaries: Binaries; leftOut: null } | { binaries: null; leftOut: string };

/** Looks in `KUBEBUILDER_ASSETS`, then where `e2e/testbed/build` puts what it made. Starts and builds nothing. */
export function findBinaries(): Availability {
  const asked = process.env.KUBEBUILDER_ASSETS;
  const folder = asked || builtFolder();
  const missing = ['etcd', 'kube-apiserver'].filter((name) => !runnable(join(folder, name)));
  if (missing.length === 0) {
    const kubelet = join(folder, 'kubelet-standin');
    const binaries = { folder, etcd: join(folder, 'etcd'), kubeApiserver: join(folder, 'kube-apiserver') };
    return { binaries: { ...binaries, kubeletStandin: runnable(kubelet) ? kubelet : null }, leftOut: null };
  }
  return {
    binaries: null,
    leftOut: `left out: real API servers need ${missing.join(' and ')} in ${asked ? `KUBEBUILDER_ASSETS (${asked})` : folder}; remedy: run e2e/testbed/build (needs Go 1.26, about 5 minutes once), or set KUBEBUILDER_ASSETS to a folder made by setup-envtest`,
  };
}

/** Where kubectl is: beside the others, else on PATH; null where there is none. */
export function findKubectl(): string | null {
  const folders = [findBinaries().binaries?.folder ?? '', ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'kubectl')).find(runnable) ?? null;
}

/** The same folder as the script `build` prints. */
function builtFolder(): string {
  const goMod = readFileSync(new URL('./go.mod', import.meta.url), 'utf8');
  const version = /^\s*k8s\.io\/kubernetes v(\S+)/m.exec(goMod)?.[1] ?? 'unknown';
  const machine = { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'causeway-testbed', `k8s-${version}-${machine}`);
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
