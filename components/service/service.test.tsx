import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DrawnAt } from '#components/ui/clock.ts';
import type { ApiServiceRow, ApiServiceStep, ServiceDetail } from '#lib/api/services.ts';
import type { ServiceSummary } from '#lib/model/service-rows.ts';
import { countMarks, type Status } from '#lib/model/status.ts';
import { ServiceChain } from './service-chain.tsx';
import { chooseService } from './service-choice.ts';
import { ServiceExporters } from './service-exporters.tsx';
import { ownersSentence, readersSentence, serviceSentence } from './service-sentence.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const AT = new Date(NOW - 2000).toISOString();

function step(name: ApiServiceStep['step'], status: Status | null, rest: Partial<ApiServiceStep> = {}): ApiServiceStep {
  return {
    step: name,
    status,
    conflict: false,
    effect: false,
    owns: false,
    says: 'says',
    detail: '',
    observedAt: AT,
    ...rest,
  };
}

function row(cluster: string, status: Status, rest: Partial<ApiServiceRow> = {}): ApiServiceRow {
  const owns = status === 'down';
  return {
    cluster,
    local: false,
    status,
    conflict: false,
    why: owns ? 'link 1 of 1 down' : '',
    steps: [step('link', status, { owns })],
    ...rest,
  };
}

function detail(rows: ApiServiceRow[], exporters = ['dub']): ServiceDetail {
  const counts = countMarks(rows.filter(({ local }) => !local));
  const named = { namespace: 'shop', name: 'web', revision: 1, generatedAt: AT };
  return {
    ...named,
    mark: 'up',
    counts,
    exporters,
    conflict: null,
    type: 'ClusterSetIP',
    ports: [],
    exporting: [],
    rows,
    withoutApi: [],
    lackingApi: [],
    spread: [],
    findings: [],
  };
}

describe('the answer in one sentence', () => {
  it.each([
    ['web.shop can be reached from all 2 clusters.', [row('a', 'up'), row('b', 'up')]],
    ['web.shop can be reached from a.', [row('a', 'up'), row('dub', 'up', { local: true })]],
    ['web.shop fails from 1 of 2 clusters: link 1 of 1 down', [row('a', 'down'), row('b', 'up')]],
    ['web.shop fails from a: link 1 of 1 down', [row('a', 'down')]],
    ['web.shop fails from all 2 clusters: link 1 of 1 down', [row('a', 'down'), row('b', 'down')]],
    [
      'Nothing is known to be wrong with web.shop, but of 1 of 2 clusters it is not known.',
      [row('a', 'unknown'), row('b', 'up')],
    ],
    [
      'web.shop is exported by dub; no other cluster that we know could consume it.',
      [row('dub', 'up', { local: true })],
    ],
  ])('%s', (sentence, rows) => {
    expect(serviceSentence(detail(rows))).toBe(sentence);
  });

  const uncounted = (cluster: string, local = false) => row(cluster, 'up', { local, steps: [step('endpoints', null)] });
  it.each([
    [
      'Nothing known stands against reaching web.shop from a; its endpoints are not counted.',
      [uncounted('a'), uncounted('dub', true)],
    ],
    [
      'Nothing known stands against reaching web.shop from all 2 clusters; its endpoints are not counted everywhere.',
      [uncounted('a'), row('b', 'up', { steps: [step('endpoints', 'up')] })],
    ],
  ])('claims no more than is known: %s', (sentence, rows) => {
    expect(serviceSentence(detail(rows))).toBe(sentence);
  });

  it.each([
    ['web.shop fails from a: link 1 of 1 down', 'a'],
    ['web.shop can be reached from b.', 'b'],
    ['Nothing known stands against reaching web.shop from c; its endpoints are not counted.', 'c'],
    ['Whether web.shop can be reached from d is not known.', 'd'],
    ['web.shop is answered in dub itself, which exports it.', 'dub'],
    ['web.shop is exported by lej itself; its endpoints are not counted.', 'lej'],
    ['Nothing in bare can consume web.shop: it does not serve the Multi-Cluster Services API.', 'bare'],
    ['another is not known here as a consumer of web.shop.', 'another'],
    ['There is no cluster nope that could consume web.shop.', 'nope'],
  ])('speaks of the chosen cluster alone: %s', (sentence, from) => {
    const rows = [
      row('a', 'down'),
      row('b', 'up'),
      uncounted('c'),
      row('d', 'stale'),
      row('dub', 'up', { local: true }),
      uncounted('lej', true),
    ];
    expect(serviceSentence({ ...detail(rows), lackingApi: ['bare'] }, from, from === 'nope')).toBe(sentence);
  });

  it('says which steps own the failures', () => {
    const owned = (name: ApiServiceStep['step']) => row(name, 'down', { steps: [step(name, 'down', { owns: true })] });
    expect(ownersSentence(detail([owned('link'), owned('link'), owned('import'), row('a', 'up')]))).toBe(
      'the link owns 2, the import owns 1',
    );
  });

  it('says who was asked where there is nothing', () => {
    expect(readersSentence({ asked: 12, answered: 11, silent: [], withoutApi: 0 })).toBe(
      '12 clusters were asked, and 11 answered.',
    );
    expect(readersSentence({ asked: 0, answered: 0, silent: [], withoutApi: 3 })).toBe(
      'No cluster serves the Multi-Cluster Services API.',
    );
  });
});

describe('what a search means', () => {
  const services = ['web', 'pay', 'payroll'].map((name): ServiceSummary => {
    return { namespace: 'shop', name, mark: 'up', counts: countMarks([]), exporters: ['dub'], conflict: null };
  });
  const found = (search: string) => {
    const { listed, chosen, nearest } = chooseService(services, search);
    return [listed.map(({ name }) => name), chosen?.name, nearest];
  };
  it('nothing: all of them, the worst is chosen', () =>
    expect(found('')).toEqual([['web', 'pay', 'payroll'], 'web', []]));
  it('a whole name: it is chosen among all', () =>
    expect(found('Pay.shop')).toEqual([['web', 'pay', 'payroll'], 'pay', []]));
  it('with its namespace first, as kubectl writes it', () => expect(found('shop/pay')[1]).toBe('pay'));
  it.each([
    'pay.shop.svc.clusterset.local',
    ' Pay.Shop.SVC.clusterset.local. ',
    'dub.pay.shop.svc.clusterset.local',
    'pay.shop.',
  ])('a name as DNS has it, %s: it is chosen among all', (search) =>
    expect(found(search)).toEqual([['web', 'pay', 'payroll'], 'pay', []]),
  );
  it('such a name that no service has: what may have been meant, and no other', () =>
    expect(found('pya.shop.svc.clusterset.local')).toEqual([[], undefined, ['pay.shop']]));
  it('a name of this cluster alone is no name of the set', () =>
    expect(found('pay.shop.svc.cluster.local')[1]).toBeUndefined());
  it('a part: those that have it', () => expect(found('payr')).toEqual([['payroll'], 'payroll', []]));
  it('nothing like it: what may have been meant', () =>
    expect(found('wbe.shop')).toEqual([[], undefined, ['web.shop']]));
});

describe('the chain', () => {
  const draw = (rows: ApiServiceRow[]) =>
    renderToStaticMarkup(
      <DrawnAt value={NOW}>
        <ServiceChain rows={rows} label="chain" />
      </DrawnAt>,
    );
  it('shows hostile words as text', () => {
    const html = draw([
      row('a<script>', 'down', { steps: [step('import', 'down', { says: '<b>x</b>', detail: '"><img>' })] }),
    ]);
    expect(html).not.toMatch(/<script>|<img>|<b>x/);
    expect(html).toContain('&lt;b&gt;x');
  });
  it('tells an effect and a step without a source from one that fails', () => {
    const html = draw([row('a', 'down', { steps: [step('dns', null, { effect: true }), step('link', null)] })]);
    expect(html).toContain('aria-label="effect of an earlier step"');
    expect(html).toContain('aria-label="nothing to judge"');
    expect(html).not.toContain('class="bad');
  });
});

describe('the exporters', () => {
  const exporter = (cluster: string, apart: string[]) => ({
    cluster,
    apart,
    state: 'valid' as const,
    offered: true,
    conditions: [],
    exportedAt: null,
    ports: null,
    observedAt: AT,
    fresh: true,
    owner: false,
  });
  const draw = (from: string) =>
    renderToStaticMarkup(
      <DrawnAt value={NOW}>
        <ServiceExporters exporters={[exporter('a', []), exporter('z', ['b'])]} conflict={null} from={from} />
      </DrawnAt>,
    );
  it('say which of them the cluster that asks can have nothing from', () => {
    expect(draw('b').match(/in another cluster set than b/g)).toHaveLength(1);
    expect(draw('a')).not.toContain('another cluster set');
    expect(draw('')).not.toContain('another cluster set');
  });
});
