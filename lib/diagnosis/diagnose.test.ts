import { describe, expect, it } from 'vitest';
import type { Subject } from '#lib/model/subject.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { diagnose } from './diagnose.ts';
import type { Conclusion, Rule } from './rule.ts';
import { loadCase } from './rules/load-case.ts';
import { shell } from './shell.ts';

const snapshot = loadCase({ about: 'one cluster', clusters: [{ id: 'fra' }] });
const LINK: Subject = { kind: 'link', link: 'dub~fra' };
const WAY: Subject = { kind: 'direction', from: 'fra', to: 'dub' };
const MINUTE = 60_000;

function ruleOf(subjects: () => Subject[], id = 'trial'): Rule<'clusters'> {
  return {
    id,
    title: 'Trial',
    kind: 'fault',
    layer: 'path',
    severity: 'warning',
    needs: ['clusters'],
    evaluate: ({ clusters }) => (clusters.size === 1 ? subjects().map(conclusion) : []),
  };
}

function conclusion(subject: Subject): Conclusion {
  return { subject, words: (since) => words('trial', 'Since {since}', { since: utc(since) }), for: [], next: [] };
}

describe('diagnose', () => {
  it('gives a finding a stable id and keeps when it was first seen', () => {
    const rules = [ruleOf(() => [LINK])];
    const first = diagnose(snapshot, new Map(), MINUTE, new Map(), rules);
    const second = diagnose(snapshot, first.findings, 2 * MINUTE, new Map(), rules);
    expect([...second.findings.keys()]).toEqual(['trial/link/dub~fra']);
    const [finding] = second.findings.values();
    expect(finding).toMatchObject({ firstSeenAt: MINUTE, lastSeenAt: 2 * MINUTE, severity: 'warning', against: [] });
    expect(finding?.words.text).toBe('Since 1 Jan 00:01:00 UTC');
  });

  it('keeps when it was first seen while the way of one cause becomes known', () => {
    let subjects: Subject[] = [LINK];
    const rules = [ruleOf(() => subjects)];
    const first = diagnose(snapshot, new Map(), MINUTE, new Map(), rules);
    subjects = [WAY];
    const second = diagnose(snapshot, first.findings, 2 * MINUTE, new Map(), rules);
    expect([...second.findings.values()]).toMatchObject([{ id: 'trial/direction/fra>dub', firstSeenAt: MINUTE }]);
  });

  it('starts anew after the cause was gone', () => {
    let subjects: Subject[] = [LINK];
    const rules = [ruleOf(() => subjects)];
    const first = diagnose(snapshot, new Map(), MINUTE, new Map(), rules);
    subjects = [];
    const gone = diagnose(snapshot, first.findings, 2 * MINUTE, new Map(), rules);
    expect(gone.findings.size).toBe(0);
    subjects = [LINK];
    const again = diagnose(snapshot, gone.findings, 3 * MINUTE, new Map(), rules);
    expect([...again.findings.values()]).toMatchObject([{ firstSeenAt: 3 * MINUTE }]);
  });

  it('reports a rule that throws, keeps what it said before, and runs the others', () => {
    let broken = false;
    const fragile = ruleOf(() => {
      if (broken) throw new Error('cannot read\nthis');
      return [LINK];
    }, 'fragile');
    const rules = [fragile, ruleOf(() => [WAY])];
    const first = diagnose(snapshot, new Map(), MINUTE, new Map(), rules);
    broken = true;
    const second = diagnose(snapshot, first.findings, 2 * MINUTE, new Map(), rules);
    expect(second.faults).toEqual([{ part: 'rule fragile', message: 'cannot read\\u{a}this' }]);
    expect([...second.findings.values()]).toMatchObject([
      { rule: 'fragile', lastSeenAt: MINUTE },
      { rule: 'trial', lastSeenAt: 2 * MINUTE },
    ]);
  });

  it('stops a rule that reads what it does not declare', () => {
    const rule: Rule = { ...ruleOf(() => []), needs: ['links'] };
    expect(diagnose(snapshot, new Map(), MINUTE, new Map(), [rule]).faults).toEqual([
      { part: 'rule trial', message: 'trial reads clusters, which it does not declare' },
    ]);
  });
});

describe('shell', () => {
  it('quotes what a shell would read as more than text', () => {
    expect(shell`kubectl --context ${'admin@fra'} get node ${'a b'}`).toBe(
      "kubectl --context admin@fra get node 'a b'",
    );
    expect(shell`echo ${"it's $(id) `id` \\"}`).toBe("echo 'it'\\''s $(id) `id` \\'");
    expect(shell`echo ${''} ${'-rf'} ${'a\nb'} ${'\u202e'}`).toBe("echo '' '-rf' 'a\\u{a}b' '\\u{202e}'");
  });
});
