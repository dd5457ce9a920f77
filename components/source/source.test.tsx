import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ApiFinding, ApiSource } from '#lib/api/observation.ts';
import type { Sources } from '#lib/api/sources.ts';
import { rbacFor } from './rbac.ts';
import { ClusterSources, SourceList } from './source-list.tsx';
import { countSources, groupSources, permissionsSentence, sourcesSentence, whatIsWrong } from './source-sentence.ts';

const NOW = Date.UTC(2026, 10, 27, 9, 41, 7);

function source(id: string, rest: Partial<ApiSource> = {}): ApiSource {
  const [cluster = null, system = ''] = id.split('/');
  return {
    id,
    cluster,
    system,
    label: system,
    readThrough: 'kubernetes api, watch',
    state: 'ok',
    since: '2026-11-27T09:35:00.000Z',
    reason: null,
    message: '',
    lastSuccessAt: '2026-11-27T09:41:03.000Z',
    durationMs: 40,
    failures: 0,
    nextTryAt: null,
    missing: [],
    notes: [],
    lastHour: [{ at: '2026-11-27T09:35:00.000Z', state: rest.state ?? 'ok' }],
    ...rest,
  };
}

const missing = [
  { verb: 'list', apiGroup: 'discovery.k8s.io', resource: 'endpointslices', namespace: null },
  { verb: 'watch', apiGroup: 'discovery.k8s.io', resource: 'endpointslices', namespace: null },
  { verb: 'get', apiGroup: '', resource: 'services/proxy', namespace: 'causeway' },
];
const forbidden = source('b/mcs', { state: 'failed', reason: 'forbidden', message: 'cannot list', missing });
const dark = source('a/kubernetes', {
  state: 'failed',
  reason: 'timeout',
  message: 'i/o timeout',
  failures: 9,
  nextTryAt: new Date(NOW + 41_000).toISOString(),
  lastSuccessAt: '2026-11-27T09:34:55.000Z',
});
const absent = source('a/wireguard', { state: 'absent', lastSuccessAt: null });

describe('the sentence of the sources', () => {
  it('does not count what is absent on purpose', () => {
    const counts = countSources([source('a/x'), dark, absent]);
    expect(counts).toEqual({ ok: 1, noted: 0, failed: 1, waiting: 0, absent: 1 });
    expect(sourcesSentence(counts)).toBe('1 of 2 sources are read as planned');
    expect(sourcesSentence(countSources([source('a/x'), source('a/y'), absent]))).toBe(
      'All 2 sources are read as planned',
    );
    expect(sourcesSentence(countSources([absent]))).toContain('No source is read');
  });
});

describe('a source that is read and has notes', () => {
  const noted = source('a/x', { notes: ['nodes n1: left out: no name'] });
  it('is not counted as plainly ok', () => {
    expect(sourcesSentence(countSources([source('a/y'), noted, dark]))).toBe(
      '1 of 3 sources are read as planned, 1 with notes',
    );
    expect(sourcesSentence(countSources([noted]))).toBe('The only source is read, with notes on what is not');
    // Absent or failed, its notes change nothing.
    expect(
      countSources([
        { ...absent, notes: ['x'] },
        { ...dark, notes: ['x'] },
      ]),
    ).toMatchObject({ noted: 0 });
  });
  it('says so in words, and what the note is', () => {
    const drawn = (one: ApiSource) => renderToStaticMarkup(<ClusterSources sources={[one]} now={NOW} />);
    expect(drawn(noted).replace(/<[^>]+>/g, ' ')).toMatch(/ok\s+with a note.*left out: no name/);
    expect(drawn(noted)).not.toContain('#g-up');
    expect(drawn(source('a/x'))).toContain('#g-up');
  });
});

describe('what is wrong', () => {
  const text = (one: ApiSource) =>
    whatIsWrong(one, NOW)
      .map((phrase) => phrase.text)
      .join(' ');

  it('is said exactly, with tries and the next one', () => {
    expect(text(dark)).toBe('i/o timeout, 9 tries, next in 41 s');
    expect(text(absent)).toBe('not installed here: nothing to read, nothing wrong');
    expect(text(source('a/x'))).toBe('');
  });

  it('names verb and resource as a role would', () => {
    expect(text(forbidden)).toBe(
      'missing list, watch on endpointslices.discovery.k8s.io ; missing get on services/proxy in namespace causeway ; cannot list',
    );
  });
});

describe('missing permissions in words', () => {
  const refused = source('a/y', { state: 'failed', reason: 'forbidden' });
  it.each([
    ['No permission is missing', [source('a/x'), absent]],
    ['No missing permission is known', [source('a/x'), dark]],
    ['Nothing is read: missing permissions not known', [dark, absent]],
    ['Refused, and no permission is named', [source('a/x'), refused]],
    ['Refused, and no permission is named', [refused]],
  ])('are never denied while one could be: %s', (words, sources) => {
    expect(permissionsSentence(sources)).toBe(words);
  });
});

describe('missing permissions as roles', () => {
  it('of paths are no resources', () => {
    const path = { verb: 'get', apiGroup: '', resource: '/api', namespace: null };
    expect(parse(rbacFor([source('a/x', { missing: [path] })])).rules).toEqual([
      { nonResourceURLs: ['/api'], verbs: ['get'] },
    ]);
  });

  it('are YAML that Kubernetes takes, one role for each place', () => {
    const [role, namespaced] = rbacFor([forbidden, source('c/mcs', { missing: missing.slice(0, 1) })])
      .split('---\n')
      .map((text) => parse(text));
    expect(role).toMatchObject({
      kind: 'ClusterRole',
      rules: [{ apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] }],
    });
    expect(namespaced).toMatchObject({ kind: 'Role', metadata: { namespace: 'causeway' } });
  });

  it('are nothing when nothing is missing', () => {
    expect(rbacFor([dark, absent])).toBe('');
  });
});

describe('the list', () => {
  const note = {
    id: 'n',
    rule: 'probe-missing',
    subject: { kind: 'link', link: 'b~c' },
    words: { id: 'w', params: {}, text: 'b~c has never been measured' },
    next: [{ text: 'Install blackbox_exporter', command: null }],
  } as unknown as ApiFinding;
  const answer: Sources = {
    revision: 1,
    generatedAt: '',
    sources: [source('outside/x', { cluster: null }), forbidden, absent, dark],
    clusters: [
      { id: 'a', name: 'a', site: 'fra', siteName: 'Frankfurt DC' },
      { id: 'b', name: 'b', site: 'dub', siteName: 'AWS Dublin' },
    ],
    blind: [note],
    own: [],
  };

  it('goes by site in the order of the clusters, and ends with what stands outside', () => {
    const groups = groupSources(answer, () => true);
    expect(groups.map(({ name }) => name)).toEqual(['Frankfurt DC', 'AWS Dublin', 'Outside clusters']);
    expect(groups[1]?.notes.map(({ beside }) => beside)).toEqual(['b']);
  });

  it('shows what is the matter with ourselves, and with a source that is gone or unheard of', () => {
    const about = (subject: ApiFinding['subject'], text: string) =>
      ({
        ...note,
        id: text,
        rule: 'clock-skew',
        kind: 'fault',
        severity: 'warning',
        subject,
        words: { text },
      }) as never;
    const told: Sources = {
      ...answer,
      blind: [
        about({ kind: 'source', source: 'causeway' }, 'ours is wrong'),
        about({ kind: 'source', source: 'b/gone' }, 'was there once'),
        about({ kind: 'source', source: 'edge-router' }, 'nobody knows it'),
      ],
    };
    const notes = groupSources(told, () => true).flatMap((group) =>
      group.notes.map(({ beside, finding }) => [group.name, beside, finding.words.text]),
    );
    expect(notes).toEqual([
      ['AWS Dublin', 'b', 'was there once'],
      ['Outside clusters', 'Causeway itself', 'ours is wrong'],
      ['Outside clusters', 'edge-router', 'nobody knows it'],
    ]);
    const alone = { ...told, sources: [], clusters: [] };
    const html = renderToStaticMarkup(<SourceList groups={groupSources(alone, () => true)} now={NOW} />);
    expect(html).toContain('Causeway itself');
    expect(html).toContain('ours is wrong');
  });

  it('names the context beside the id where it is another', () => {
    const drawn = (name: string) =>
      renderToStaticMarkup(
        <SourceList groups={groupSources(answer, () => true)} now={NOW} names={new Map([['a', name]])} />,
      );
    expect(drawn('arn:aws:eks:a')).toContain('arn:aws:eks:a');
    expect(drawn('a')).not.toContain('class="context"');
  });

  it('shows the reason, the note and the absent one', () => {
    const html = renderToStaticMarkup(<SourceList groups={groupSources(answer, () => true)} now={NOW} />);
    for (const words of [
      'timeout',
      'probe-missing',
      'Install blackbox_exporter',
      'absent',
      'endpointslices.discovery.k8s.io',
    ]) {
      expect(html).toContain(words);
    }
  });
});
