import { beforeEach, expect, it } from 'vitest';
import type { Collector, Poll, PollAnswer, View } from '#lib/collectors/collector.ts';
import { emptyReading } from '#lib/model/reading.ts';
import type { Permission } from '#lib/model/source.ts';
import { CollectorRunner } from './collector-runner.ts';

const LACKS: Permission = { verb: 'get', apiGroup: '', resource: 'pods/proxy', namespace: 'kube-system' };
const VIEW: View = { objects: () => [], listed: () => true, provenAt: 0, heartbeat: null };

let planned: readonly Poll[];
let runner: CollectorRunner;
const poll = (key: string): Poll => ({
  key,
  everyMs: 1000,
  deadlineMs: 1000,
  budgeted: true,
  ask: { kind: 'get', path: '/' },
});
const answered = (key: string) =>
  runner.take({ key, at: 0, durationMs: 1, result: { ok: true, status: 200, body: '' } }, null);
const refused = (key: string) => {
  const result: PollAnswer['result'] = { ok: false, reason: 'forbidden', message: `${key} is forbidden` };
  runner.take({ key, at: 0, durationMs: 1, result }, LACKS);
};

beforeEach(() => {
  planned = [poll('service'), poll('pod')];
  const collector: Collector = {
    id: 'toy',
    label: 'Toy',
    settings: undefined as never,
    resources: [],
    permissions: [],
    remember: () => null,
    polls: () => planned,
    parse: () => ({ reading: emptyReading(), memory: null }),
  };
  runner = new CollectorRunner(collector, {});
  runner.parse(VIEW, [], 0);
});

it('names a verb that one of its questions lacks, for as long as that one does, and is read', () => {
  answered('service');
  refused('pod');
  answered('service');
  expect([[...runner.missing.values()], runner.pollFailure]).toEqual([[LACKS], null]);
  answered('pod');
  expect([...runner.missing.values()]).toEqual([]);
});

it('fails at once where a verb is refused and nothing else is answered', () => {
  refused('pod');
  expect(runner.pollFailure).toEqual({ reason: 'forbidden', message: 'pod is forbidden' });
  answered('service');
  expect(runner.pollFailure).toBeNull();
  refused('service');
  expect(runner.pollFailure).toMatchObject({ reason: 'forbidden' });
});

it('lacks nothing for what is not asked any more', () => {
  answered('service');
  refused('pod');
  planned = [poll('service')];
  runner.parse(VIEW, [], 1);
  expect([...runner.missing.values()]).toEqual([]);
});

it('fails at once where a verb is withdrawn, until something is answered again', () => {
  answered('service');
  answered('pod');
  refused('pod');
  expect(runner.pollFailure).toMatchObject({ reason: 'forbidden' });
  answered('service');
  refused('pod');
  expect([[...runner.missing.values()], runner.pollFailure]).toEqual([[LACKS], null]);
});
