import { Buffer } from 'node:buffer';

const RIGHT_TO_LEFT = '\u202Eyletom\u202C \u200F\u05E9\u05DC\u05D5\u05DD';
/** Strings that break careless screens, logs, metrics and parsers. */
export const HOSTILE_STRINGS: readonly string[] = [
  '<script>alert(1)</script><img src=x onerror=alert(2)>',
  `"'\`};DROP TABLE links;--\n\r\t\\u0000 second line`,
  RIGHT_TO_LEFT,
  'n'.repeat(250),
  '\u0000\u0007\u001B[31mred\u001B[0m',
  '__proto__',
  '{"a":1}\n# TYPE up gauge\nup 1',
  '😀'.repeat(60),
];
const [script = '', quotes = '', rtl = '', long = '', control = '', proto = '', metrics = ''] = HOSTILE_STRINGS;

const object = (kind: string, name: string, rest: Record<string, unknown>) => ({
  apiVersion: 'submariner.io/v1',
  kind,
  metadata: {
    name,
    namespace: 'submariner-operator',
    uid: name,
    resourceVersion: '1',
    annotations: { 'update-timestamp': quotes },
  },
  ...rest,
});

const HOSTILE_GATEWAYS = [
  object('Gateway', long, {
    status: { haStatus: script, connections: { not: 'a list' }, localEndpoint: 7, version: rtl },
  }),
  object('Gateway', script, {
    status: {
      haStatus: 'active',
      statusFailure: quotes,
      version: control,
      localEndpoint: {
        cluster_id: proto,
        hostname: script,
        cable_name: rtl,
        subnets: ['not/a/cidr', 17],
        backend: metrics,
      },
      connections: [
        null,
        'connected',
        { status: 'connected', endpoint: null, latencyRTT: { last: '-1e999ms', average: 12, min: 'NaN' } },
        {
          status: 'vibing',
          statusMessage: script.repeat(400),
          endpoint: { cluster_id: script, hostname: rtl, subnets: 'x' },
        },
        {
          status: ['connected'],
          endpoint: { cluster_id: 'fra-core', private_ip: { toString: 'no' } },
          usingIP: quotes,
        },
      ],
    },
  }),
  object('Gateway', rtl, { status: null }),
  { kind: 'Gateway' },
  null,
  42,
];

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const list = (kind: string, items: unknown) =>
  JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', metadata: { resourceVersion: quotes }, items });

const BODIES: Record<string, () => { body: string; contentType?: string }> = {
  namespaces: () => ({
    body: list('Namespace', [{ metadata: { name: 'kube-system', uid: 17, labels: [script] } }, { metadata: null }]),
  }),
  nodes: () => ({
    body: list('Node', [
      {
        metadata: {
          name: long,
          labels: { 'topology.kubernetes.io/region': script },
          annotations: { enormous: 'x'.repeat(6 << 20) },
        },
      },
      {
        metadata: { name: rtl },
        spec: { podCIDR: quotes, providerID: 9 },
        status: { addresses: 'none', conditions: [null] },
      },
    ]),
  }),
  pods: () => ({ body: list('Pod', 'many') }),
  services: () => ({ body: list('Service', nested(3)) }),
  leases: () => ({ body: list('Lease', null) }),
  gateways: () => ({ body: list('Gateway', HOSTILE_GATEWAYS) }),
  endpoints: () => ({ body: list('Endpoint', HOSTILE_GATEWAYS).slice(0, 333) }),
  clusters: () => ({ body: `<html><body>${script} 502 Bad Gateway</body></html>`, contentType: 'text/html' }),
  routeagents: () => ({ body: JSON.stringify(HOSTILE_GATEWAYS) }),
  submariners: () => ({ body: nested(20_000) }),
  brokers: () => ({ body: '' }),
};

/** What a cluster that answers rubbish says to a path that would list, watch or get; always 200. */
export function rubbishAnswer(path: string): { body: string; contentType: string } {
  if (path === '/version')
    return {
      body: JSON.stringify({ major: 1, gitVersion: [script], platform: null }),
      contentType: 'application/json',
    };
  if (path.includes('/proxy/'))
    return {
      body: `probe_success NaN\nprobe_duration_seconds -1e999\n${script}\nprobe_icmp_duration_seconds{phase="rtt" 5\nprobe_success{a="${rtl}"} maybe\n`,
      contentType: 'text/plain',
    };
  // The last one: a namespaced collection has `namespaces` before its own name.
  const plural = path.split('/').findLast((part) => part in BODIES) ?? '';
  const made = BODIES[plural]?.() ?? { body: `{"kind": ${JSON.stringify(script)}, "items": [` };
  return { contentType: 'application/json', ...made };
}

/** Lines of a rubbish watch: no JSON, no type, wrong shapes, an event without an end. */
export const rubbishWatch = (): Buffer =>
  Buffer.from(
    [
      'event: hello',
      '{"type":"ADDED"}',
      `{"type":"EXPLODED","object":${JSON.stringify(HOSTILE_GATEWAYS[1])}}`,
      '{"type":"MODIFIED","object":"gone"}',
      `{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":{}}}}`,
      `{"type":"ADDED","object":{"metadata":{"name":"${'x'.repeat(70_000)}`,
    ].join('\n'),
  );
