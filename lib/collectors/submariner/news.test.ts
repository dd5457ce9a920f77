import { describe, expect, it } from 'vitest';
import { watchedResources } from './resources.ts';
import { Settings } from './settings.ts';
import type { Shape } from './shape.ts';

const end = (cluster: string, host = `${cluster}-gw1`) => ({
  cluster_id: cluster,
  cable_name: `cable-${host}`,
  hostname: host,
  subnets: ['10.0.0.0/16'],
  privateIPs: ['10.9.0.1'],
});
const metadata = (stamp: number) => ({
  name: 'n1',
  namespace: 'submariner-operator',
  annotations: { 'update-timestamp': String(stamp) },
});

function resourceOf(key: string) {
  const resource = watchedResources(Settings.parse({})).find((one) => one.key === key);
  if (!resource) throw new Error(`nobody watches ${key}`);
  return {
    kept: (object: Shape, before?: Shape): Shape => ({
      ...(resource.keep ? resource.keep(structuredClone(object), before) : object),
      metadata: object.metadata,
    }),
    isNews: (object: Shape, before: Shape) => resource.isNews?.(object, before) ?? true,
  };
}

/** Whether the second version of an object of this resource is news after the first one, as both are kept. */
function isNews(key: string, first: Shape, second: Shape): boolean {
  const { kept, isNews: says } = resourceOf(key);
  const before = kept(first);
  return says(kept(second, before), before);
}

describe('what is news', () => {
  const connection = (rest: object = {}) => ({
    endpoint: end('west'),
    status: 'connected',
    statusMessage: '',
    usingIP: '10.9.0.1',
    latencyRTT: { last: '2ms', min: '1ms', average: '2ms', max: '9ms', stdDev: '1ms' },
    ...rest,
  });
  const gateway = (stamp: number, status: object = {}) => ({
    metadata: metadata(stamp),
    status: {
      haStatus: 'active',
      statusFailure: '',
      localEndpoint: end('east'),
      connections: [connection()],
      ...status,
    },
  });
  const figures = { latencyRTT: { last: '3ms', min: '1ms', average: '2ms', max: '9ms', stdDev: '1ms' } };

  it.each<[string, boolean, object]>([
    ['a heartbeat with other figures', false, gateway(105, { connections: [connection(figures)] })],
    ['a heartbeat after a pause', true, gateway(112)],
    [
      'a heartbeat without a time',
      true,
      { ...gateway(105), metadata: { name: 'n1', namespace: 'submariner-operator' } },
    ],
    ['another role', true, gateway(105, { haStatus: 'passive' })],
    ['a failure', true, gateway(105, { statusFailure: 'no route' })],
    ['another end of its own', true, gateway(105, { localEndpoint: end('east', 'east-gw2') })],
    ['a tunnel in error', true, gateway(105, { connections: [connection({ status: 'error' })] })],
    [
      'another gateway of the peer',
      true,
      gateway(105, { connections: [connection({ endpoint: end('west', 'gw2') })] }),
    ],
    ['another address of the peer', true, gateway(105, { connections: [connection({ usingIP: '192.0.2.1' })] })],
    ['a tunnel less', true, gateway(105, { connections: [] })],
    ['no answer any more', true, gateway(105, { connections: [connection({ latencyRTT: { last: '0s' } })] })],
    ['no health check any more', true, gateway(105, { connections: [connection({ latencyRTT: undefined })] })],
    ['rubbish', true, gateway(105, { connections: 'none' })],
  ])('of a gateway: %s', (_what, expected, second) => {
    expect(isNews('gateways', gateway(100), second as Record<string, unknown>)).toBe(expected);
  });

  it.each<[string, boolean, object]>([
    ['another figure', false, { latencyRTT: { last: '3ms' } }],
    ['an error', true, { status: 'error', statusMessage: 'no answer' }],
    ['no answer any more', true, { latencyRTT: { last: '0s' } }],
    ['another gateway of the peer', true, { spec: end('west', 'west-gw2') }],
  ])('of a route agent: %s', (_what, expected, rest) => {
    const agent = (item: object) => ({
      metadata: { name: 'n1', namespace: 'submariner-operator' },
      status: { remoteEndpoints: [{ spec: end('west'), status: 'connected', latencyRTT: { last: '2ms' }, ...item }] },
    });
    expect(isNews('routeagents', agent({}), agent(rest))).toBe(expected);
  });

  it('of a Lease: who holds it, not that it is renewed', () => {
    const lease = (holderIdentity: string, renewTime: string) => ({
      metadata: { name: 'submariner-gateway-lock', namespace: 'submariner-operator' },
      spec: { holderIdentity, renewTime },
    });
    expect(isNews('leases', lease('gw1', '10:00'), lease('gw1', '10:02'))).toBe(false);
    expect(isNews('leases', lease('gw1', '10:00'), lease('gw2', '10:02'))).toBe(true);
  });

  it('of everything else: each change', () => {
    const endpoint = { metadata: { name: 'e', namespace: 'submariner-operator' }, spec: end('west') };
    expect(isNews('endpoints', endpoint, endpoint)).toBe(true);
  });
});

it('keeps what hundreds of clusters say of one peer once', () => {
  const { kept } = resourceOf('endpoints');
  const [one, other] = ['a', 'b'].map((namespace) => kept({ metadata: { name: 'e', namespace }, spec: end('west') }));
  expect(one?.spec).toEqual(end('west'));
  expect(one?.spec).toBe(other?.spec);
});
