import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Finding, Witness } from '#lib/model/finding.ts';
import { diagnose, viewOf } from '../diagnose.ts';
import type { Part, Rule } from '../rule.ts';
import { RULES } from './index.ts';
import { CASE_NOW, type Case, loadCase } from './load-case.ts';

const here = new URL('./', import.meta.url);
/** No case has a witness older than this: one that has no instant must not speak from 1970. */
const LONGEST_MEMORY_MS = 7 * 24 * 3_600_000;
const HEADINGS = ['What it means', 'Evidence', 'What to do next', 'When it is wrong'];

const casesOf = (rule: Rule) => folders(new URL(`${rule.id}/testdata/`, here));
const snapshotOf = (rule: Rule, name: string) =>
  loadCase(JSON.parse(readFileSync(new URL(`${rule.id}/testdata/${name}/snapshot.json`, here), 'utf8')) as Case);
const readMe = (rule: Rule) => readFileSync(new URL(`${rule.id}/README.md`, here), 'utf8');

function folders(url: URL): string[] {
  return readdirSync(url, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** A finding as the cases write it: what a person reads. */
function written(finding: Finding): unknown {
  const quote = (witness: Witness) => `${witness.who}: ${witness.quotes.join('; ')}`;
  return {
    id: finding.id,
    severity: finding.severity,
    text: finding.words.text,
    for: finding.for.map(quote),
    against: finding.against.map(quote),
    next: finding.next.map((step) => (step.command === null ? step.text : `${step.text}: ${step.command}`)),
  };
}

describe('the list of rules', () => {
  it('equals the folders, in alphabetical order', () => {
    expect(RULES.map((rule) => rule.id)).toEqual(folders(here).sort());
  });
});

describe.each(RULES.map((rule) => ({ id: rule.id, rule })))('$id', ({ rule }) => {
  it('has a page with its id, its title and the four headings', () => {
    const lines = readMe(rule).split('\n');
    expect(lines[0]).toBe(`# ${rule.id}: ${rule.title}`);
    expect(lines.flatMap((line) => (line.startsWith('## ') ? [line.slice(3)] : []))).toEqual(HEADINGS);
  });

  it.each(casesOf(rule))('%s', (name) => {
    const file = new URL(`${rule.id}/testdata/${name}/findings.json`, here);
    const { findings, faults } = diagnose(snapshotOf(rule, name), new Map(), CASE_NOW, new Map(), [rule]);
    expect(faults).toEqual([]);
    expect([...findings.values()].map(written)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
    const witnesses = [...findings.values()].flatMap((one) => [...one.for, ...one.against]);
    expect(witnesses.filter(({ observedAt }) => observedAt < CASE_NOW - LONGEST_MEMORY_MS)).toEqual([]);
  });

  it('is shown firing and silent', () => {
    const counts = casesOf(rule).map(
      (name) => diagnose(snapshotOf(rule, name), new Map(), CASE_NOW, new Map(), [rule]).findings.size,
    );
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(0);
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(0);
  });

  it('reads what it declares, and nothing else', () => {
    const read = new Set<Part>();
    for (const name of casesOf(rule)) {
      rule.evaluate(
        viewOf(snapshotOf(rule, name), rule, (part) => read.add(part)),
        CASE_NOW,
      );
    }
    expect([...read].sort()).toEqual([...rule.needs].sort());
  });

  it('keeps its rule file small', () => {
    const file = new URL(`${rule.id}/rule.ts`, here);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(81);
  });
});
