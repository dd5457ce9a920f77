import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

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
  const run = process.pid.toString(36);
  const subnet = `10.214.${process.pid % 250}`;
  const names = { a: `${PREFIX}${process.pid}-a`, b: `${PREFIX}${process.pid}-b`, router: `${PREFIX}${process.pid}-r` };
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
      veth([null, `cwl${run}${side}`, `${near}/30`], [names[side], 'api', `${far}/30`]);
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
      remove: () => removeAll(Object.values(names)),
    };
  } catch (error) {
    removeAll(Object.values(names));
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

/** Namespaces take their ends of the links with them, and so the other ends; a program inside would keep them alive. */
function removeAll(names: readonly string[]): void {
  const there = namespaces();
  for (const name of names.filter((candidate) => there.includes(candidate))) {
    const inside = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' });
    for (const pid of inside.split(/\s+/).filter((text) => text !== '')) process.kill(Number(pid), 'SIGKILL');
    ip('netns', 'del', name);
  }
}

/** Removes namespaces of runs whose process is gone. */
function removeLeftovers(): void {
  const gone = namespaces().filter((name) => {
    const pid = /^cwlab-(\d+)-[abr]$/.exec(name)?.[1];
    return pid !== undefined && !readdirSync('/proc').includes(pid);
  });
  removeAll(gone);
}

function namespaces(): string[] {
  return execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
