import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { findBinaries } from '#e2e/testbed/binaries.ts';

/** Where a program is, by its names, on PATH or in folders besides. */
export function findProgram(names: readonly string[], besides: readonly string[] = []): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...besides].filter((folder) => folder !== '');
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find((file) => existsSync(file)) ?? null;
}

/** An installed Chromium: `CHROMIUM`, the system's, or the one that Playwright keeps. */
export function findChromium(): string | null {
  const asked = process.env.CHROMIUM;
  if (asked) return existsSync(asked) ? asked : null;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const own = chromium.executablePath();
  return findProgram(names, ['/usr/bin', '/snap/bin']) ?? (existsSync(own) ? own : null);
}

/** How Chromium is started here: it draws without a graphics card, in a container too, and asks nobody but the page. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why the browser can't be used, or nothing. */
export function needsChromium(): string | null {
  if (findChromium()) return null;
  return 'no Chromium; remedy: apt-get install chromium, or npx playwright install chromium, or set CHROMIUM to its path';
}

/** Why real API servers can't be started, or nothing. Builds them where Go is: about 4 minutes, once. */
export function needsApiServers(): string | null {
  const { leftOut } = findBinaries();
  if (!leftOut) return null;
  const remedy = 'set KUBEBUILDER_ASSETS to a folder made by setup-envtest, or install Go 1.26 (go.dev/dl)';
  if (process.env.KUBEBUILDER_ASSETS) return `no kube-apiserver and etcd in KUBEBUILDER_ASSETS; remedy: ${remedy}`;
  const goFolders = ['/usr/local/go/bin', ...(process.env.GOROOT ? [join(process.env.GOROOT, 'bin')] : [])];
  const go = findProgram(['go'], goFolders);
  if (process.platform !== 'linux' || !go) return `no kube-apiserver and etcd; remedy: ${remedy}`;
  console.log(`Building kube-apiserver and etcd with ${go} into the cache: about 4 minutes, once.`);
  const path = [...goFolders, process.env.PATH].join(delimiter);
  const built = spawnSync(resolve('e2e/testbed/build'), { stdio: 'inherit', env: { ...process.env, PATH: path } });
  if (built.status === 0) return findBinaries().leftOut;
  return 'building kube-apiserver and etcd failed, see above; remedy: set KUBEBUILDER_ASSETS to a folder made by setup-envtest';
}

/** Why the lab can't be set up, or nothing. It makes network namespaces of its own and removes them. */
export function needsLab(): string | null {
  if (process.platform !== 'linux')
    return 'network namespaces need Linux; remedy: run it in a Linux machine or container';
  if (process.getuid?.() !== 0) return 'network namespaces need root; remedy: sudo npm test';
  const besides = ['/usr/sbin', '/sbin'];
  const packages = { ip: 'iproute2', nft: 'nftables', 'prometheus-blackbox-exporter': 'prometheus-blackbox-exporter' };
  const missing = Object.entries(packages).flatMap(([name, debian]) => (findProgram([name], besides) ? [] : [debian]));
  if (missing.length > 0) return `not installed: ${missing.join(', ')}; remedy: apt-get install ${missing.join(' ')}`;
  if (spawnSync('unshare', ['--net', 'true']).status !== 0)
    return 'this root may not make network namespaces; remedy: a container with CAP_SYS_ADMIN and CAP_NET_ADMIN';
  return needsApiServers();
}

/** The CoreDNS of the lab, or why there is none. Builds it where Go is: about 40 s, once. */
export function findCoreDns(): { program: string; leftOut: null } | { program: null; leftOut: string } {
  const leftOut = needsLab();
  if (leftOut) return { program: null, leftOut };
  const path = ['/usr/local/go/bin', process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path };
  const built = spawnSync(resolve('e2e/lab/coredns/build'), {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    env,
  });
  if (built.status === 0) return { program: built.stdout.trim(), leftOut: null };
  return { program: null, leftOut: 'CoreDNS could not be built, see above; remedy: install Go 1.26 (go.dev/dl)' };
}
