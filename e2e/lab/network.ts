import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

/**
 * Two sites and a router between them, each a network namespace. The host reaches both sites through links of their own,
 * so that the API servers (on the host) reach the exporters whatever happens between the sites.
 *
 *   host ── a ── router ── b ── host
 */
export interface LabNetwork {
  a: Site;
  b: Site;
  /** Puts a fault on the way, in place of the last one. */
  fault(fault: Fault): void;
  /** Removes everything; whatever runs inside must have ended. */
  remove(): void;
}

export interface Site {
  namespace: string;
  /** IPv4, on the link to the router. */
  address: string;
}

/** Faults in the router. Sizes are bytes of IP packet. */
export type Fault =
  | { kind: 'none' }
  /** Larger packets vanish, from one site only. */
  | { kind: 'large-lost'; from: 'a' | 'b'; overBytes: number }
  /** Links with a smaller MTU; a router that may not say so is the black hole of the textbooks, both ways. */
  | { kind: 'mtu'; bytes: number; announced: boolean }
  | { kind: 'loss'; from: 'a' | 'b'; percent: number }
  | { kind: 'cut'; from: ('a' | 'b')[] };

const PREFIX = 'cwlab-';
const MTU = 1500;

/** Makes the namespaces, after removing what a run that died left behind. */
export function createNetwork(): LabNetwork {
  removeLeftovers();
  const subnet = `10.214.${process.pid % 250}`;
  const names = { a: nameOf(process.pid, 'a'), b: nameOf(process.pid, 'b'), router: nameOf(process.pid, 'r') };
  try {
    for (const name of Object.values(names)) {
      ip('netns', 'add', name);
      ip('-n', name, 'link', 'set', 'lo', 'up');
    }
    execFileSync('ip', ['netns', 'exec', names.router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1']);
    const sites = (['a', 'b'] as const).map((side, index) => {
      const address = `${subnet}.${64 * index + 2}`;
      const gateway = `${subnet}.${64 * index + 1}`;
      const [near, far] = [`${subnet}.${128 + 4 * index + 1}`, `${subnet}.${128 + 4 * index + 2}`];
      veth([names.router, `to-${side}`, `${gateway}/26`], [names[side], 'eth0', `${address}/26`]);
      veth([null, hostLink(process.pid, side), `${near}/30`], [names[side], 'api', `${far}/30`]);
      ip('-n', names[side], 'route', 'add', 'default', 'via', gateway);
      ip('route', 'add', `${address}/32`, 'via', far);
      return { namespace: names[side], address };
    });
    const [a, b] = sites;
    if (!a || !b) throw new Error('a lab has two sites');
    const addresses = { a: a.address, b: b.address };
    return {
      a,
      b,
      fault: (fault) => setFault(names.router, addresses, fault),
      remove: () => removeRun(process.pid),
    };
  } catch (error) {
    removeRun(process.pid);
    throw error;
  }
}

type End = [namespace: string | null, device: string, address: string];

/** A link between two namespaces, or the host where there is none. */
function veth(one: End, other: End): void {
  const [oneSpace, oneName] = one;
  const [otherSpace, otherName] = other;
  const inside = (namespace: string | null) => (namespace ? ['netns', namespace] : []);
  ip('link', 'add', oneName, ...inside(oneSpace), 'type', 'veth', 'peer', 'name', otherName, ...inside(otherSpace));
  for (const [namespace, device, address] of [one, other]) {
    const at = namespace ? ['-n', namespace] : [];
    ip(...at, 'addr', 'add', address, 'dev', device);
    ip(...at, 'link', 'set', device, 'up');
  }
}

function setFault(router: string, addresses: { a: string; b: string }, fault: Fault): void {
  const mtu = String(fault.kind === 'mtu' ? fault.bytes : MTU);
  for (const device of ['to-a', 'to-b']) ip('-n', router, 'link', 'set', device, 'mtu', mtu);
  // What hosts have learned of the path must not outlive the fault that taught it.
  for (const side of ['a', 'b'] as const) ip('-n', router.replace(/r$/, side), 'route', 'flush', 'cache');
  const rules = rulesOf(addresses, fault);
  const table = `table inet lab {
    chain way { type filter hook forward priority 0; policy accept;
      ${rules.forward.join('\n      ')}
    }
    chain own { type filter hook output priority 0; policy accept;
      ${rules.output.join('\n      ')}
    }
  }`;
  const input = `flush ruleset\n${table}\n`;
  execFileSync('ip', ['netns', 'exec', router, 'nft', '-f', '-'], { input, stdio: ['pipe', 'ignore', 'pipe'] });
}

function rulesOf(addresses: { a: string; b: string }, fault: Fault): { forward: string[]; output: string[] } {
  const from = (side: 'a' | 'b') => `ip saddr ${addresses[side]}`;
  switch (fault.kind) {
    case 'none':
      return { forward: [], output: [] };
    case 'large-lost':
      return { forward: [`${from(fault.from)} meta length > ${fault.overBytes} drop`], output: [] };
    case 'mtu':
      return { forward: [], output: fault.announced ? [] : ['icmp type destination-unreachable drop'] };
    case 'loss':
      return { forward: [`${from(fault.from)} numgen random mod 100 < ${fault.percent} drop`], output: [] };
    case 'cut':
      return { forward: fault.from.map((side) => `${from(side)} drop`), output: [] };
  }
}

function nameOf(run: number, part: 'a' | 'b' | 'r'): string {
  return `${PREFIX}${run}-${part}`;
}

/** The host's end of its link to a site; a device's name has 15 characters at most. */
function hostLink(run: number, side: 'a' | 'b'): string {
  return `cwl${run.toString(36)}${side}`;
}

/**
 * Removes what a run made. The host's links are removed by name: a namespace lives on as long as a program inside or a
 * half-closed connection, and its devices with it.
 */
function removeRun(run: number): void {
  const there = namespaces();
  const links = devices();
  for (const side of ['a', 'b'] as const) {
    const link = hostLink(run, side);
    if (links.includes(link)) ip('link', 'del', link);
  }
  for (const name of (['a', 'b', 'r'] as const).map((part) => nameOf(run, part))) {
    if (!there.includes(name)) continue;
    const inside = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' });
    for (const pid of inside.split(/\s+/).filter((text) => text !== '')) process.kill(Number(pid), 'SIGKILL');
    ip('netns', 'del', name);
  }
}

/** Removes what runs made whose process is gone. */
function removeLeftovers(): void {
  const runs = namespaces().flatMap((name) => /^cwlab-(\d+)-[abr]$/.exec(name)?.[1] ?? []);
  for (const run of new Set(runs)) if (!existsSync(`/proc/${run}`)) removeRun(Number(run));
}

function devices(): string[] {
  return readdirSync('/sys/class/net');
}

function namespaces(): string[] {
  return execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
