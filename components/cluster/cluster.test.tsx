import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import type { FleetDirection, FleetLink } from '#lib/api/fleet.ts';
import type { ApiTunnel } from '#lib/api/observation.ts';
import type { Services } from '#lib/api/services.ts';
import { countMarks } from '#lib/model/status.ts';
import { ClusterFacts } from './cluster-facts.tsx';
import { clusterSentence } from './cluster-sentence.ts';
import { ServiceRows } from './cluster-services.tsx';
import { GatewayTable } from './gateway-table.tsx';
import { configurationFor, speakersOf } from './hearsay.ts';
import { ObservationList } from './observation-list.tsx';
import { peerLinks } from './peer-links.ts';
import { PeerTable } from './peer-table.tsx';

const NOW = Date.UTC(2026, 10, 27, 9, 41, 7);
const SINCE = '2026-11-27T09:12:58.000Z';

function direction(from: string, to: string, rest: Partial<FleetDirection> = {}): FleetDirection {
  return {
    from,
    to,
    status: 'up',
    observedStatus: 'up',
    conflict: false,
    since: SINCE,
    bridged: false,
    observedAt: SINCE,
    ownerLayer: null,
    words: { id: 'w', params: {}, text: 'passes' },
    witnesses: { fresh: 2, of: 2 },
    rttMs: 24.4,
    rttFrom: from,
    lossRatio: 0,
    fullLossRatio: 0,
    mtuBytes: 1438,
    expectedMtuBytes: 1438,
    basis: 'measured',
    layers: {},
    ...rest,
  };
}

function link(peer: string, out: Partial<FleetDirection> = {}, back: Partial<FleetDirection> = {}): FleetLink {
  const directions = [direction('me', peer, out), direction(peer, 'me', back)];
  return { id: `me~${peer}`, directions } as unknown as FleetLink;
}

function cluster(links: FleetLink[], rest: Partial<ClusterDetail> = {}): ClusterDetail {
  const words = { id: 'w', params: {}, text: 'read' };
  return {
    id: 'me',
    name: 'me',
    site: 'fra',
    reading: 'read',
    sources: [],
    since: null,
    observedAt: SINCE,
    words,
    links,
    aliases: [],
    observations: [],
    ...rest,
  } as unknown as ClusterDetail;
}

const down = { status: 'down', ownerLayer: 'path' } as const;

describe('the sentence of a cluster', () => {
  it('says what it cannot send, since when, and what it can', () => {
    const links = [
      link('dub-shop', down),
      link('dub-pay', down),
      link('fra-core'),
      link('ams', { status: 'maintenance' }),
    ];
    expect(clusterSentence(cluster(links), NOW)).toBe(
      'Since 09:12:58 UTC, packets from me do not reach dub-shop and dub-pay. It reaches one other peer both ways; ams is in maintenance.',
    );
  });

  it('tells hearing from sending, and both at once', () => {
    expect(clusterSentence(cluster([link('a', {}, down), link('b')]), NOW)).toContain(
      'packets from a do not reach me.',
    );
    expect(clusterSentence(cluster([link('a', down, down), link('b')]), NOW)).toContain(
      'me and a do not reach each other.',
    );
  });

  it('tells a loss of full-size packets from a loss of all', () => {
    const hung = { ...down, words: { id: 'probes.upload.hung', params: {}, text: 'hangs' } };
    expect(clusterSentence(cluster([link('a', hung, {}), link('b', {}, hung), link('c', down)]), NOW)).toBe(
      'Since 09:12:58 UTC, packets from me do not reach c. Since 09:12:58 UTC, full-size packets from me do not reach a, ' +
        'and full-size packets from b do not reach it. It reaches no peer both ways.',
    );
    expect(clusterSentence(cluster([link('a', hung, hung)]), NOW)).toContain(
      'full-size packets are lost both ways between me and a.',
    );
  });

  it('is short when all is well, and honest when nothing is', () => {
    expect(clusterSentence(cluster([link('a'), link('b')]), NOW)).toBe('Both peers are reached both ways.');
    expect(clusterSentence(cluster([link('a')]), NOW)).toBe('Its only link, with a, is up both ways.');
    expect(clusterSentence(cluster([]), NOW)).toContain('has no link');
    expect(clusterSentence(cluster([], { reading: 'unread' }), NOW)).toContain('No link of me is known');
    expect(clusterSentence(cluster([link('a', { status: 'unknown' }, { status: 'unknown' })]), NOW)).toBe(
      'It reaches no peer both ways; a is unknown.',
    );
  });

  it('says first that we cannot read it', () => {
    const words = { id: 'w', params: {}, text: 'We cannot read this cluster: i/o timeout' };
    expect(clusterSentence(cluster([link('a')], { reading: 'unread', since: SINCE, words }), NOW)).toMatch(
      /^Since 09:12:58 UTC we cannot read me: i\/o timeout; its peers go on judging its links\. Its only link/,
    );
    expect(clusterSentence(cluster([link('a')], { reading: 'hearsay', name: 'depot' }), NOW)).toMatch(
      /^We have never read depot\. One of our clusters names it as a peer/,
    );
  });
});

describe('the links of a cluster', () => {
  it('stand worst first, whichever way is worse', () => {
    const links = peerLinks(
      cluster([link('a'), link('b', {}, { conflict: true }), link('c', {}, down), link('d', down)]),
    );
    expect(links.map(({ peer }) => peer)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('say none for what nobody measured, never 0, and how many witnesses speak', () => {
    const blind = { rttMs: null, lossRatio: null, fullLossRatio: null, mtuBytes: null, witnesses: { fresh: 1, of: 2 } };
    const html = renderToStaticMarkup(<PeerTable id="me" links={peerLinks(cluster([link('a', blind)]))} now={NOW} />);
    expect(html.match(/>none</g)).toHaveLength(2);
    expect(html).toMatch(/aria-label="not measured"[^>]*>–</);
    expect(html).toContain('1 of 2 witnesses');
    expect(html).toContain('href="/links/me~a?dir=me"');
  });
});

describe('what a cluster says of itself', () => {
  const gateway = {
    system: 'submariner',
    node: 'gw-1',
    says: 'active',
    status: 'up',
    connected: 4,
    connections: 4,
    heartbeatAt: SINCE,
    heartbeatEveryMs: 10_000,
    remark: '',
  };
  const facts = {
    version: 'v1.34.2',
    nodes: [{ name: 'n', ready: true }],
    podCidrs: [],
    serviceCidrs: [],
    clock: { diffMs: 40, uncertaintyMs: 20, at: SINCE },
    attributes: [{ label: 'CNI', value: 'ovn', note: '' }],
    gateways: [gateway],
  };
  const said = { id: 'o', source: 'me/submariner', system: 'submariner', observer: 'me', layer: null, fresh: true };
  const observations = [
    { ...said, status: 'up', words: { text: 'gateway active' }, facts: [], witness: 'w', observedAt: SINCE },
  ];
  const drawn = (rest: Partial<ClusterDetail>) => {
    const one = cluster([], { facts, observations, sources: [], ...rest } as unknown as Partial<ClusterDetail>);
    return {
      facts: renderToStaticMarkup(<ClusterFacts cluster={one} siteName="Frankfurt DC" />),
      gateways: renderToStaticMarkup(<GatewayTable cluster={one} dark={0} />),
      observations: renderToStaticMarkup(<ObservationList cluster={one} />),
    };
  };

  it('calls systems as their sources do, and by their id what no source reads', () => {
    const sources = [{ system: 'submariner', label: 'Submariner', state: 'ok' }] as unknown as ClusterDetail['sources'];
    const other = { ...said, id: 'p', system: 'constructor' };
    const aliases = ['submariner', 'constructor'].map((system) => ({ system, scope: '', name: `me-${system}` }));
    const html = drawn({
      sources,
      aliases,
      observations: [...observations, { ...observations[0], ...other }] as never,
    });
    expect([...html.observations.matchAll(/<td><bdi[^>]*>([^<]*)</g)].map(([, name]) => name)).toEqual([
      'Submariner',
      'constructor',
    ]);
    expect(html.facts).toContain('Submariner, constructor');
  });

  it('is current while it is read', () => {
    const { facts: lines, gateways, observations: list } = drawn({});
    expect(lines).toContain('as it says itself');
    for (const html of [lines, gateways, list]) expect(html).not.toMatch(/as of|class="old"/);
  });

  it('wears clock and age on every line when it is not read any more', () => {
    const { facts: lines, gateways, observations: list } = drawn({ reading: 'unread' });
    expect(lines).toMatch(/as it said itself, <time class="age old as-of"/);
    for (const value of ['v1.34.2', 'ovn', '0.04 s'])
      expect(lines).toMatch(new RegExp(`class="old"><dt>(?:(?!<dt).)*<dd[^>]*><svg(?:(?!<dt).)*${value}`));
    // The place is ours to say, whoever is silent.
    expect(lines).toMatch(/<div><dt>site</);
    expect(gateways).toMatch(/as of .* ago/);
    for (const html of [gateways, list]) {
      expect(html).toContain('<tr class="old">');
      expect(html).toContain('#g-stale');
      expect(html).not.toContain('#g-up');
    }
  });

  it('is old for the one system whose source fails', () => {
    const failed = { system: 'submariner', state: 'failed', lastSuccessAt: SINCE };
    const { facts: lines, gateways } = drawn({ sources: [failed] } as unknown as Partial<ClusterDetail>);
    expect(lines).toContain('as it says itself');
    expect(gateways).toContain('<tr class="old">');
  });
});

describe('hearsay', () => {
  const tunnel = (from: string, to: string): ApiTunnel => ({
    system: 'submariner',
    from,
    to,
    name: 'cable',
    status: 'up',
    says: 'connected',
    driver: 'libreswan',
    localNode: 'l',
    remoteNode: 'depot-gw',
    remoteAddress: '10.255.0.9',
    nat: null,
    subnets: ['10.63.0.0/16'],
    observedAt: SINCE,
  });

  it('keeps every fact under its speaker, and lets nobody speak of himself', () => {
    const speakers = speakersOf('depot', [], [tunnel('fra', 'depot'), tunnel('lej', 'depot'), tunnel('depot', 'fra')]);
    expect(speakers.map(({ observer }) => observer)).toEqual(['fra', 'lej']);
    expect(speakers[0]?.facts.get('gateway')).toBe('depot-gw, 10.255.0.9, libreswan');
    expect(speakers[0]?.says?.text).toBe('connected');
  });

  it('writes a configuration that hostile names cannot break', () => {
    const aliases = [{ system: 'submariner', scope: 's', name: 'lej: [depot]\n- x' }];
    expect(configurationFor({ id: 'submariner-lej', name: 'n', site: 'unplaced', aliases })).toBe(
      'clusters:\n  - id: submariner-lej\n    context: "lej: [depot]\\n- x"\n    aliases: ["lej: [depot]\\n- x"]',
    );
  });
});

describe('the services of a cluster', () => {
  const answer = (rest: Partial<Services> = {}): Services => ({
    revision: 1,
    generatedAt: SINCE,
    readers: { asked: 2, answered: 2, silent: [], withoutApi: 0 },
    services: [],
    ...rest,
  });
  const drawn = (given: Services) => renderToStaticMarkup(<ServiceRows id="fra" answer={given} />);

  it('lead to the way from there, and say what the cluster is to them', () => {
    const counts = countMarks([{ status: 'down', conflict: false }]);
    const summary = { namespace: 'shop', mark: 'down', counts, conflict: null } as const;
    const html = drawn(
      answer({
        services: [
          { ...summary, name: 'cart', exporters: ['fra'] },
          { ...summary, name: 'pay', exporters: ['lej'] },
        ],
      }),
    );
    expect(html).toContain('href="/services?q=pay.shop&amp;from=fra"');
    expect(html.match(/exports|consumes/g)).toEqual(['exports', 'consumes']);
  });

  it('are unknown, not none, where the cluster does not answer', () => {
    expect(drawn(answer())).toContain('Nothing is seen');
    const { readers } = answer();
    const silent = [{ cluster: 'fra', observedAt: null }];
    expect(drawn(answer({ readers: { ...readers, silent } }))).toContain('not known');
  });
});
