import { describe, expect, it } from 'vitest';
import type { Evidence } from './evidence.ts';
import type { Observation } from './observation.ts';
import { CONTRADICTION_MS, type DirectionVerdict, judgeDirection } from './verdict.ts';
import { words } from './words.ts';

const NOW = 1_000_000;

/** A fresh observation about west -> east unless told otherwise. */
function says(
  evidence: Partial<Evidence>,
  rest: Partial<Observation> & { from?: string; age?: number } = {},
): Observation {
  const { from = 'west', age = 1000, ...fields } = rest;
  const facet: Evidence = {
    layer: 'path',
    scope: 'link',
    way: 'both',
    size: 'small',
    strength: 'measured',
    result: 'pass',
    ...evidence,
  };
  const name = `${facet.layer} ${facet.way} ${facet.size} ${facet.strength} ${facet.result} ${facet.scope} ${from}`;
  return {
    id: name,
    source: `${from}/test`,
    system: facet.strength === 'measured' ? 'probes' : 'submariner',
    observer: from,
    subject: { kind: 'direction', from, to: from === 'west' ? 'east' : 'west' },
    layer: facet.layer,
    status: 'up',
    words: words('test', name),
    witness: name,
    facts: [],
    evidence: facet,
    observedAt: NOW - age,
    collectedAt: NOW - age,
    freshForMs: 30_000,
    ...fields,
  };
}

function judge(
  observations: Observation[],
  more: { now?: number; previous?: DirectionVerdict | null; maintenance?: boolean; from?: string } = {},
) {
  const from = more.from ?? 'west';
  return judgeDirection({
    from,
    to: from === 'west' ? 'east' : 'west',
    observations,
    now: more.now ?? NOW,
    previous: more.previous ?? null,
    maintenance: more.maintenance ?? false,
  });
}

/** Judges twice, the second time after the contradiction had its time. */
function settled(observations: (now: number) => Observation[], from = 'west') {
  const first = judge(observations(NOW), { from });
  const later = NOW + CONTRADICTION_MS;
  return judge(
    observations(later).map((o) => ({ ...o, observedAt: later - 1000 })),
    { from, now: later, previous: first },
  );
}

const tunnelWord = (result: Evidence['result'], from = 'west') =>
  says({ layer: 'tunnel', strength: 'own-word', result }, { from });

describe('freshness', () => {
  it('is unknown without any evidence, and names no instant', () => {
    expect(judge([])).toMatchObject({ status: 'unknown', since: null, observedAt: null, layers: {} });
  });
  it('is stale when the evidence was known and is too old, never down and never up', () => {
    for (const result of ['pass', 'fail'] as const) {
      expect(judge([says({ result }, { age: 30_000 })]).status).toBe('stale');
    }
  });
  it('tells the next instant at which time alone changes it', () => {
    expect(judge([says({})]).validUntil).toBe(NOW - 1000 + 30_000);
  });
  it('stays stale where everything that spoke has gone', () => {
    const before = judge([says({})]);
    expect(judge([], { previous: before, now: NOW + 1 })).toMatchObject({
      status: 'stale',
      observedAt: before.observedAt,
    });
  });
  it('rests on the oldest of the newest evidence of each kind', () => {
    expect(
      judge([
        says({}, { age: 5000 }),
        says({ size: 'full', way: 'there' }, { age: 9000 }),
        says({ size: 'full' }, { age: 20_000 }),
      ]).observedAt,
    ).toBe(NOW - 9000);
  });
});

describe('sizes', () => {
  it('lets no old size prove that anything arrives now', () => {
    const size = says({ size: 'full' }, { age: 200_000, freshForMs: 900_000 });
    expect(judge([size, says({}, { age: 40_000 })]).status).toBe('stale');
    expect(judge([size, says({}, { age: 1000 })]).status).toBe('up');
    expect(judge([size]).status).toBe('up');
  });
  it('lets no size that passed before small packets were lost clear the loss', () => {
    const lost = says({ result: 'fail' }, { age: 2000 });
    expect(judge([lost, says({ size: 'full' }, { age: 21_000 })]).status).toBe('down');
    expect(judge([lost, says({ size: 'full', way: 'there' }, { age: 21_000 })]).status).toBe('down');
    expect(judge([lost, says({ size: 'full' }, { age: 1000 })]).status).toBe('up');
  });
});

describe('ways', () => {
  const large = (from: string, icmp: 'pass' | 'fail', upload: 'pass' | 'fail', download: 'pass' | 'fail') => [
    says({}, { from }),
    says({ size: 'full', result: icmp }, { from }),
    says({ size: 'full', way: 'there', result: upload }, { from }),
    says({ size: 'full', way: 'back', result: download }, { from }),
  ];
  it('names the way in which large packets die (recorded: upload there and download back fail)', () => {
    const observations = [...large('west', 'fail', 'fail', 'pass'), ...large('east', 'fail', 'pass', 'fail')];
    expect(judge(observations)).toMatchObject({ status: 'down', ownerLayer: 'path' });
    expect(judge(observations).words.id).not.toBe('layer.way-not-known');
    expect(judge(observations, { from: 'east' })).toMatchObject({ status: 'up', words: { id: 'direction.up.full' } });
  });
  it('cannot tell the way of a total loss: all four calls of both ends fail', () => {
    const dead = (from: string) =>
      large(from, 'fail', 'fail', 'fail').map((o) =>
        o.evidence ? { ...o, evidence: { ...o.evidence, result: 'fail' as const } } : o,
      );
    for (const from of ['west', 'east']) {
      expect(judge([...dead('west'), ...dead('east')], { from })).toMatchObject({
        status: 'down',
        words: { id: 'layer.way-not-known' },
      });
    }
  });
  it('accuses both ways by a full-size echo alone, in words', () => {
    const observations = [says({}), says({ size: 'full', result: 'fail' })];
    for (const from of ['west', 'east'])
      expect(judge(observations, { from })).toMatchObject({ status: 'down', words: { id: 'layer.way-not-known' } });
  });
});

describe('strength', () => {
  it('lets a pass beat a fail of equal strength, and flags the contradiction after 15 s', () => {
    const witnesses = () => [tunnelWord('pass'), tunnelWord('fail', 'east')];
    expect(judge(witnesses())).toMatchObject({ status: 'up', conflict: false });
    expect(settled(witnesses)).toMatchObject({
      status: 'up',
      conflict: true,
      contradiction: { layer: 'tunnel', flagged: true },
    });
  });
  it('overrules a control plane that says error over a path that carries packets', () => {
    const verdict = settled(() => [tunnelWord('fail'), tunnelWord('fail', 'east'), says({})]);
    expect(verdict).toMatchObject({
      status: 'up',
      conflict: true,
      layers: { tunnel: { status: 'up', conflict: true }, path: { status: 'up', conflict: false } },
    });
    expect(verdict.contradiction?.fails).toHaveLength(2);
  });
  it('believes the probes about a tunnel over which two gateways disagree, whatever single nodes miss', () => {
    const node = says({ scope: 'node:w1', strength: 'own-word', result: 'fail' });
    const verdict = settled(() => [tunnelWord('fail'), tunnelWord('pass', 'east'), says({}), node]);
    expect(verdict).toMatchObject({
      status: 'degraded',
      ownerLayer: 'path',
      layers: { tunnel: { status: 'up', conflict: true, words: { id: 'layer.carried-denied' } } },
      contradiction: { layer: 'tunnel', flagged: true, why: { id: 'contradiction.carried' } },
    });
    expect(verdict.contradiction?.works.map(({ system }) => system)).toEqual(['probes', 'submariner']);
  });
  it('calls a connected tunnel over a dead path down with conflict, owned by the path', () => {
    const verdict = settled(() => [tunnelWord('pass'), tunnelWord('pass', 'east'), says({ result: 'fail' })]);
    expect(verdict).toMatchObject({
      status: 'down',
      conflict: true,
      ownerLayer: 'path',
      layers: { tunnel: { status: 'up', conflict: true }, path: { status: 'down' } },
    });
  });
  it('is down by the tunnel when both ends say so and nothing was measured', () => {
    expect(judge([tunnelWord('fail'), tunnelWord('fail', 'east')])).toMatchObject({
      status: 'down',
      ownerLayer: 'tunnel',
      conflict: false,
    });
  });
  it('takes no evidence from a word that cannot be false', () => {
    expect(judge([tunnelWord('none')])).toMatchObject({ status: 'unknown', layers: { tunnel: { status: 'unknown' } } });
  });
  it('names its weakest evidence when up', () => {
    expect(judge([tunnelWord('pass')]).words.id).toBe('direction.up.own-word');
    expect(judge([tunnelWord('pass'), says({})]).words.id).toBe('direction.up.small');
  });
  it('leans on measured traffic where the gateways are silent', () => {
    expect(judge([{ ...tunnelWord('pass'), observedAt: NOW - 60_000 }, says({})])).toMatchObject({
      status: 'up',
      layers: { tunnel: { status: 'up', words: { id: 'layer.carried' } } },
    });
  });
});

describe('scopes and takeovers', () => {
  const node = (name: string, result: Evidence['result']) =>
    says({ scope: `node:${name}`, strength: 'own-word', result });
  it('counts the parts that fail, and is down only when all do', () => {
    expect(judge([node('w1', 'fail'), node('w2', 'pass'), node('w3', 'pass')])).toMatchObject({
      status: 'degraded',
      words: { params: { failed: 1, of: 3, names: 'w1' } },
    });
    expect(judge([node('w1', 'fail'), node('w2', 'fail')]).status).toBe('down');
  });
  it('lets no pass of another scope clear a fail', () => {
    expect(judge([node('w1', 'fail'), says({})]).status).toBe('degraded');
  });
  it('is degraded, not down, while a takeover is under way and the far side says error', () => {
    expect(judge([tunnelWord('impaired'), tunnelWord('fail', 'east')]).status).toBe('degraded');
  });
  it('is down all the same when packets are measured to die in a takeover', () => {
    expect(judge([tunnelWord('impaired'), says({ result: 'fail' })]).status).toBe('down');
  });
  it('degrades by discovery, and is down only when all its items fail', () => {
    const dns = (id: string, result: Evidence['result']) => ({ ...says({ layer: 'dns', way: 'there', result }), id });
    expect(judge([says({}), dns('a', 'fail'), dns('b', 'pass')])).toMatchObject({
      status: 'degraded',
      ownerLayer: 'dns',
    });
    expect(judge([says({}), dns('a', 'fail'), dns('b', 'fail')])).toMatchObject({ status: 'down', ownerLayer: 'dns' });
  });
});

describe('memory', () => {
  it('keeps since while the status holds, and starts it anew when it changes', () => {
    const first = judge([says({})]);
    const second = judge([says({}, { age: -1000 })], { previous: first, now: NOW + 1000 });
    expect(second.since).toBe(first.since);
    expect(judge([says({ result: 'fail' }, { age: -1000 })], { previous: second, now: NOW + 2000 }).since).toBe(
      NOW + 2000,
    );
  });
  it('overrides the status under maintenance and keeps what was seen', () => {
    expect(judge([says({ result: 'fail' })], { maintenance: true })).toMatchObject({
      status: 'maintenance',
      observedStatus: 'down',
    });
  });
  it('judges an unread cluster by its peer and says so', () => {
    expect(judge([says({}), tunnelWord('pass')])).toMatchObject({ status: 'up', witnesses: { fresh: 1, of: 2 } });
  });
  it('keeps a restored layer stale until evidence comes', () => {
    const before = judge([tunnelWord('pass'), says({ result: 'fail' })]);
    const path = before.layers.path;
    if (!path) throw new Error('no path layer');
    const restored: DirectionVerdict = {
      ...before,
      status: 'stale',
      observedStatus: 'stale',
      layers: { path: { ...path, restoredUntil: NOW + 60_000 } },
    };
    expect(judge([tunnelWord('pass')], { previous: restored, now: NOW + 5000 }).status).toBe('stale');
    expect(judge([tunnelWord('pass'), says({ result: 'pass' })], { previous: restored, now: NOW + 5000 }).status).toBe(
      'up',
    );
  });
});
