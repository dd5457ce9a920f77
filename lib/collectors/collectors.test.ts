import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { View } from './collector.ts';
import { COLLECTORS } from './index.ts';

const here = new URL('./', import.meta.url);
const HEADINGS = ['What it reads', 'Permissions', 'Settings', 'What it reports', 'Troubleshooting', 'Limits'];

function folders(url: URL): string[] {
  return readdirSync(url, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** A cluster all of whose caches hold `objects`. */
function viewOf(objects: readonly unknown[], now: number): View {
  const cached = objects.map((object) => ({
    object: object as Record<string, unknown>,
    appearedAt: null,
    changedAt: now,
  }));
  return { objects: () => cached, listed: () => true, provenAt: now, heartbeat: null };
}

describe('the list of collectors', () => {
  it('equals the folders, in alphabetical order', () => {
    expect(COLLECTORS.map((collector) => collector.id)).toEqual(folders(here).sort());
  });

  it('gives each a label of its own', () => {
    const labels = COLLECTORS.map((collector) => collector.label);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).not.toContain('');
  });
});

describe.each(COLLECTORS.map((collector) => ({ id: collector.id, collector })))('$id', ({ id, collector }) => {
  const settings: unknown = collector.settings.parse({});

  it('has a page with the headings of every collector, in their order', () => {
    const lines = readFileSync(new URL(`${id}/README.md`, here), 'utf8').split('\n');
    expect(lines[0]).toMatch(/^# \S/);
    expect(lines.flatMap((line) => (line.startsWith('## ') ? [line.slice(3)] : []))).toEqual(HEADINGS);
  });

  it('has at least three cases, each with what goes in and what comes out', () => {
    const cases = folders(new URL(`${id}/testdata/`, here));
    expect(cases.length).toBeGreaterThanOrEqual(3);
    const missing = cases.flatMap((name) =>
      ['input.json', 'expected.json'].filter((file) => !existsSync(new URL(`${id}/testdata/${name}/${file}`, here))),
    );
    expect(missing).toEqual([]);
  });

  it('watches each resource once, and only reads', () => {
    const keys = collector.resources.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { versions, plural } of collector.resources) {
      expect(versions.length, plural).toBeGreaterThan(0);
      expect(plural).not.toBe('secrets');
    }
    for (const { verb, resource } of collector.permissions) {
      expect(['get', 'list', 'watch', 'create']).toContain(verb);
      expect(verb === 'create' ? resource : 'pods/exec').toBe('pods/exec');
      expect(resource).not.toBe('secrets');
    }
  });

  it('makes nothing down of objects of any shape', () => {
    const shapes: unknown[] = [null, 0, true, '', 'x'.repeat(10_000), [], {}, [[null]], { a: { b: [] } }, -1e308];
    const objects = shapes.flatMap((shape) => [
      { metadata: shape, spec: shape, status: shape },
      {
        metadata: { name: 'a', namespace: 'b', labels: shape, annotations: shape },
        spec: { a: shape },
        status: [shape],
      },
    ]);
    for (const now of [0, 1_800_000_000_000]) {
      const asked = { settings, view: viewOf(objects, now), answers: [], peers: [], memory: collector.remember(), now };
      const { reading, memory } = collector.parse(asked);
      const parts = [...(reading.parts?.values() ?? [])].flatMap(({ statements }) => statements);
      expect([...reading.statements, ...parts].filter(({ status }) => status === 'down')).toEqual([]);
      const again = collector.parse({ ...asked, memory, now: now + 1 });
      expect(collector.polls({ ...asked, memory: again.memory }).map(({ key }) => key)).toEqual([
        ...new Set(collector.polls({ ...asked, memory: again.memory }).map(({ key }) => key)),
      ]);
    }
  });
});
