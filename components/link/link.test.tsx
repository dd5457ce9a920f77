import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { DetailDirection, LinkDetail } from '#lib/api/link.ts';
import type { ApiFinding, ApiLayerVerdict, ApiWitness } from '#lib/api/observation.ts';
import { ByteAccount } from './byte-account.tsx';
import { LayerStack } from './layer-stack.tsx';
import { linkSentence } from './link-sentence.ts';
import { ProbeTable } from './probe-table.tsx';
import { stackRows } from './stack-rows.ts';
import { TunnelTable } from './tunnel-table.tsx';
import { isContradicted, sameContradiction, WitnessBox } from './witness-box.tsx';

const NOW = Date.UTC(2026, 10, 27, 9, 41, 7);
const SINCE = '2026-11-27T09:12:58.000Z';
const words = (text: string) => ({ id: 'w', params: {}, text });

function verdict(
  status: ApiLayerVerdict['status'],
  text: string,
  rest: Partial<ApiLayerVerdict> = {},
): ApiLayerVerdict {
  const since = '2026-11-02T08:00:00.000Z';
  return {
    status,
    conflict: false,
    since,
    words: words(text),
    decidedBy: 'probe',
    strength: 'measured',
    size: 'small',
    observedAt: SINCE,
    ...rest,
  };
}

function direction(from: string, to: string, rest: Partial<DetailDirection> = {}): DetailDirection {
  return {
    from,
    to,
    status: 'up',
    observedStatus: 'up',
    conflict: false,
    since: '2026-11-02T08:00:00.000Z',
    bridged: false,
    observedAt: SINCE,
    ownerLayer: null,
    words: words('Full-size packets pass, measured'),
    witnesses: { fresh: 2, of: 2 },
    rttMs: 24.4,
    rttFrom: from,
    lossRatio: 0,
    fullLossRatio: 0,
    mtuBytes: 1438,
    expectedMtuBytes: 1438,
    basis: 'measured',
    layers: { path: verdict('up', 'uploads pass, 30 of 30'), tunnel: verdict('up', 'connected') },
    contradiction: { since: null, why: '', witnesses: [] },
    ...rest,
  };
}

const witness = (says: ApiWitness['says'], who: string): ApiWitness => ({
  who,
  source: `a/${who}`,
  says,
  quotes: [`${who} <b>quoted</b>`],
  observedAt: SINCE,
  fresh: true,
  believed: says === 'fails',
});

const black = direction('fra', 'dub', {
  status: 'down',
  conflict: true,
  since: SINCE,
  ownerLayer: 'path',
  words: words('echo passes to 1,380 B; uploads: 0 of 30'),
  mtuBytes: 1380,
  layers: {
    path: verdict('down', 'echo passes to 1,380 B; uploads: 0 of 30', { since: SINCE }),
    tunnel: verdict('up', 'connected', { conflict: true }),
  },
  contradiction: {
    since: SINCE,
    why: 'We believe the probes.',
    witnesses: [witness('works', 'gateway'), witness('fails', 'upload')],
  },
});

function link(directions: [DetailDirection, DetailDirection], findings: ApiFinding[] = []): LinkDetail {
  return { directions, findings } as unknown as LinkDetail;
}

function finding(text: string, rest: Partial<ApiFinding> = {}): ApiFinding {
  return {
    id: 'x',
    rule: 'mtu-blackhole',
    title: 'Large packets vanish',
    subject: { kind: 'direction', from: 'fra', to: 'dub' },
    layer: 'path',
    kind: 'fault',
    severity: 'critical',
    words: words(text),
    for: [],
    against: [],
    next: [],
    firstSeenAt: SINCE,
    lastSeenAt: SINCE,
    ...rest,
  };
}

describe('the sentence of a link', () => {
  it('says when, which way, at which layer and what, and what the reverse does', () => {
    expect(linkSentence(link([black, direction('dub', 'fra')]), NOW)).toBe(
      'Since 09:12:58 UTC, fra → dub is down at its path layer: echo passes to 1,380 B; uploads: 0 of 30. The reverse direction is up.',
    );
  });

  it('prefers the words of the worst finding, and dates them when they do not', () => {
    const findings = [finding('a note', { severity: 'info' }), finding('large packets from fra do not reach dub')];
    expect(linkSentence(link([direction('dub', 'fra'), black], findings), NOW)).toBe(
      'Since 09:12:58 UTC: large packets from fra do not reach dub. The reverse direction is up.',
    );
    const blind = [finding('nobody measures it', { kind: 'blind' })];
    expect(linkSentence(link([black, direction('dub', 'fra')], blind), NOW)).toContain('echo passes');
  });

  it('leaves what is found of one end to its other links, unless it is of the layer that fails here', () => {
    const ofEnd = (layer: 'path' | 'discovery') => [
      finding('fra misses something', { subject: { kind: 'cluster', cluster: 'fra' }, layer }),
    ];
    const sentence = (layer: 'path' | 'discovery') =>
      linkSentence(link([black, direction('dub', 'fra')], ofEnd(layer)), NOW);
    expect(sentence('discovery')).toContain('echo passes');
    expect(sentence('path')).toContain('fra misses something');
  });

  it('says both directions at once when they are alike', () => {
    expect(linkSentence(link([direction('a', 'b'), direction('b', 'a')]), NOW)).toBe(
      'Since Mon 2 Nov, 08:00:00 UTC, both directions are up: full-size packets pass, measured.',
    );
    const never = {
      status: 'unknown',
      since: null,
      words: words('Never measured, and no system speaks of it'),
    } as const;
    expect(linkSentence(link([direction('a', 'b', never), direction('b', 'a', never)]), NOW)).toBe(
      'Both directions are unknown: never measured, and no system speaks of it.',
    );
  });
});

describe('the layer stack', () => {
  it('stands as a packet depends on it, and lets silent layers share a line', () => {
    const { rows, silent } = stackRows([black, direction('dub', 'fra')], NOW);
    expect(rows.map((row) => row.layer)).toEqual(['path', 'tunnel']);
    expect(silent).toEqual(['policy', 'identity', 'dns', 'discovery', 'routing', 'underlay']);
    expect(rows[0]?.cells.map((cell) => cell?.owns)).toEqual([true, false]);
  });

  it('tags what works and changed, not what began with everything else', () => {
    const came = direction('dub', 'fra', {
      layers: {
        path: verdict('up', 'passes', { since: '2026-11-27T09:13:28.000Z' }),
        tunnel: verdict('up', 'connected'),
      },
    });
    expect(stackRows([black, came], NOW).rows[0]?.cells[1]?.changedAt).toBe('2026-11-27T09:13:28.000Z');
    const fresh = { since: '2026-11-27T09:40:00.000Z' };
    const young = direction('dub', 'fra', {
      layers: { path: verdict('up', 'passes', fresh), tunnel: verdict('up', 'connected', fresh) },
    });
    expect(stackRows([black, young], NOW).rows[0]?.cells[1]?.changedAt).toBeNull();
  });

  it('shows words of clusters as text', () => {
    const hostile = direction('fra', 'dub', { layers: { path: verdict('up', '<img src=x onerror=alert(1)>') } });
    const html = renderToStaticMarkup(
      <LayerStack directions={[hostile, direction('dub', 'fra')]} now={NOW} focus={null} onFocus={() => undefined} />,
    );
    expect(html).toContain('&lt;img src=x');
    expect(html).not.toContain('<img');
    expect(html).toContain('nothing to judge');
  });
});

describe('witnesses', () => {
  it('never shows one without the other', () => {
    const alone = { ...black, contradiction: { ...black.contradiction, witnesses: [witness('fails', 'upload')] } };
    expect(isContradicted(alone)).toBe(false);
    expect(renderToStaticMarkup(<WitnessBox direction={alone} now={NOW} both={false} />)).toBe('');
  });

  it('quotes who says it works, who says it does not, and why one is believed', () => {
    const html = renderToStaticMarkup(<WitnessBox direction={black} now={NOW} both={false} />);
    expect(html.indexOf('Says it works')).toBeLessThan(html.indexOf('Says it does not'));
    expect(html).toContain('gateway &lt;b&gt;quoted');
    expect(html).toContain('We believe the probes.');
  });

  it('tells one contradiction of both directions once', () => {
    const back = { ...black, from: 'dub', to: 'fra' };
    expect(sameContradiction([black, back])).toBe(true);
    expect(sameContradiction([black, direction('dub', 'fra')])).toBe(false);
  });
});

it('accounts for bytes only where both sizes are known', () => {
  expect(renderToStaticMarkup(<ByteAccount directions={[direction('a', 'b', { expectedMtuBytes: null })]} />)).toBe('');
  const html = renderToStaticMarkup(<ByteAccount directions={[black]} />);
  expect(html).toContain('1,438');
  expect(html).toContain('too large by');
});

describe('tunnels and probes', () => {
  const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
  const tunnel = { system: 's', name: 'cable', localNode: 'a', remoteNode: 'b', remoteAddress: '', subnets: [] };
  const told = {
    ...tunnel,
    driver: 'libreswan',
    nat: null,
    from: 'a',
    to: 'b',
    status: 'up',
    says: 'connected',
  } as const;
  const probe = { id: 'p', from: 'a', to: 'b', kind: 'tcp', what: 'TCP connect', target: 't', sizeBytes: null };
  const asked = { ...probe, everyMs: 10_000, status: 'up', passed: 30, of: 30, valueMs: 25, remark: '' } as const;

  it('wear their own mark while they are told, and the clock when they are told no more', () => {
    const fresh = [
      renderToStaticMarkup(<TunnelTable from="a" to="b" tunnels={[{ ...told, observedAt: at(4000) }]} />),
      renderToStaticMarkup(<ProbeTable from="a" to="b" probes={[{ ...asked, observedAt: at(4000) }]} />),
    ];
    for (const html of fresh) expect(html).toContain('#g-up');
    const old = [
      renderToStaticMarkup(<TunnelTable from="a" to="b" tunnels={[{ ...told, observedAt: at(600_000) }]} />),
      renderToStaticMarkup(<ProbeTable from="a" to="b" probes={[{ ...asked, observedAt: at(600_000) }]} />),
    ];
    for (const html of old) {
      expect(html).toContain('#g-stale');
      expect(html).not.toContain('#g-up');
    }
  });
});
