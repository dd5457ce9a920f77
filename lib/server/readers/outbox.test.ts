import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/model/clock.ts';
import { emptyReading, type Measurement, type Reading, type ReadingPart } from '#lib/model/reading.ts';
import type { Source } from '#lib/model/source.ts';
import type { Statement } from '#lib/model/statement.ts';
import { words } from '#lib/model/words.ts';
import { alias, NOW, reading, says, sourceOf } from '../pipeline/made-fleet.ts';
import type { Renewal } from '../pipeline/renewal.ts';
import { Turns } from '../reading/turns.ts';
import { Inbox } from './inbox.ts';
import type { Batch } from './message.ts';
import { Outbox } from './outbox.ts';

const SOURCE = { id: 'a/net', cluster: 'a', system: 'net' };

/** What came out at the other side. */
interface Heard {
  readings: Reading[];
  renewals: Renewal[];
  sources: Source[];
  reaches: string[];
  defects: string[];
}

let clock: VirtualClock;
let heard: Heard;
let batches: Batch[];
let outbox: Outbox;
let inbox: Inbox;

beforeEach(() => {
  clock = new VirtualClock(NOW);
  heard = { readings: [], renewals: [], sources: [], reaches: [], defects: [] };
  batches = [];
  outbox = new Outbox(clock, (batch) => batches.push(structuredClone(batch)));
  inbox = new Inbox(
    {
      reach: (cluster, { state }) => heard.reaches.push(`${cluster} ${state}`),
      source: (source) => heard.sources.push(source),
      reading: (_source, whole) => heard.readings.push(whole),
      renewal: (_source, renewal) => heard.renewals.push(renewal),
      defect: (where, thrown) => heard.defects.push(`${where}: ${thrown instanceof Error ? thrown.message : thrown}`),
    },
    new Turns(clock),
  );
});

/** Takes the batch that is under way, if there is one. */
function take(): void {
  clock.advance(20);
  const batch = batches.shift();
  if (batch) inbox.take(batch, () => outbox.taken());
  clock.advance(1);
}

const part = (peer: string): ReadingPart => ({ statements: [says(peer, 'pass', NOW)], probes: [] });
const measured = (value: number): Measurement => ({
  about: { kind: 'peer', peer: alias('b'), direction: 'out' },
  metric: 'rttMs',
  value,
  at: NOW,
  preference: 1,
  basis: 'measured',
});

describe('what a thread of readers says', () => {
  it('comes whole to the other side', () => {
    const said = reading('a', [says('b', 'pass', NOW)]);
    outbox.reach('a', { state: 'ok', since: NOW, lastSuccessAt: NOW, message: '' });
    outbox.source(sourceOf('a'));
    outbox.reading(SOURCE, said);
    outbox.defect('a: watch', new TypeError('no such thing'));
    take();
    expect(heard).toEqual({
      readings: [said],
      renewals: [],
      sources: [sourceOf('a')],
      reaches: ['a ok'],
      defects: ['a: watch: no such thing'],
    });
  });

  it('is kept while two batches are under way: the newest reading, and every measurement', () => {
    for (const value of [1, 2]) {
      outbox.reading(SOURCE, { ...emptyReading(), notes: [`no ${value}`], measurements: [measured(value)] });
      clock.advance(20);
    }
    for (const value of [3, 4])
      outbox.reading(SOURCE, { ...emptyReading(), notes: [`no ${value}`], measurements: [measured(value)] });
    clock.advance(60_000);
    expect(batches).toHaveLength(2);
    for (let batch = 0; batch < 3; batch++) take();
    expect(heard.readings.map(({ notes }) => notes)).toEqual([['no 1'], ['no 2'], ['no 4']]);
    expect(heard.readings[2]?.measurements.map(({ value }) => value)).toEqual([3, 4]);
    take();
    expect(heard.readings).toHaveLength(3);
  });

  it('tells what is known anew before what is new, and one of the new in any case', () => {
    const large = (name: string) => Array.from({ length: 2000 }, (_, at) => says(`${name}-${at}`, 'pass', NOW));
    const tell = (cluster: string, statements: Reading['statements']) =>
      outbox.reading({ ...SOURCE, id: `${cluster}/net`, cluster }, reading(cluster, statements));
    tell('known', [says('b', 'pass', NOW)]);
    clock.advance(20);
    take();
    for (const cluster of ['a', 'b', 'c']) tell(cluster, large(cluster));
    tell('known', [says('b', 'pass', NOW + 1000)]);
    clock.advance(20);
    expect(batches[0]?.readings.map(({ source }) => source.cluster)).toEqual(['a', 'known', 'b']);
  });

  it('is sent in batches of a bounded size, and all of it', () => {
    const large = Array.from({ length: 2000 }, (_, at) => says(`peer-${at}`, 'pass', NOW));
    for (const cluster of ['a', 'b', 'c', 'd', 'e'])
      outbox.reading({ ...SOURCE, id: `${cluster}/net`, cluster }, reading(cluster, large));
    clock.advance(20);
    expect(batches[0]?.readings).toHaveLength(2);
    for (let batch = 0; batch < 3; batch++) take();
    expect(heard.readings.map(({ aliases }) => aliases[0]?.alias.name)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('sends of parts only those that are new, and they stay the same objects', () => {
    const [b, c] = [part('b'), part('c')];
    outbox.reading(SOURCE, {
      ...emptyReading(),
      parts: new Map([
        ['b', b],
        ['c', c],
      ]),
    });
    take();
    const again = part('c');
    outbox.reading(SOURCE, {
      ...emptyReading(),
      parts: new Map([
        ['b', b],
        ['c', again],
        ['d', part('d')],
      ]),
    });
    clock.advance(20);
    const [sent] = batches[0]?.readings ?? [];
    expect(sent && 'parts' in sent && sent.parts?.set.map(([key]) => key)).toEqual(['c', 'd']);
    take();
    outbox.reading(SOURCE, { ...emptyReading(), parts: new Map([['c', again]]) });
    take();
    outbox.reading(SOURCE, emptyReading());
    take();
    const [first, second, third, last] = heard.readings.map(({ parts }) => parts);
    expect(second?.get('b')).toBe(first?.get('b'));
    expect(second?.get('c')).not.toBe(first?.get('c'));
    expect([...(second?.keys() ?? [])]).toEqual(['b', 'c', 'd']);
    expect(third).toEqual(new Map([['c', again]]));
    expect(last).toBeUndefined();
  });

  it('counts no more once its cluster was left', () => {
    outbox.reading(SOURCE, reading('a', []));
    outbox.source(sourceOf('a'));
    outbox.reach('a', { state: 'ok', since: NOW, lastSuccessAt: NOW, message: '' });
    inbox.leave('a');
    take();
    expect(heard).toEqual({ readings: [], renewals: [], sources: [], reaches: [], defects: [] });
  });

  it('tells that a source answered with what it answered, not before', () => {
    const many = Array.from({ length: 3001 }, (_, index) => says(`p${index}`, 'pass', NOW));
    outbox.reading({ ...SOURCE, id: 'z/net' }, reading('z', many));
    outbox.reading(SOURCE, reading('a', []));
    outbox.source(sourceOf('a'));
    take();
    expect([heard.readings.length, heard.sources.length]).toEqual([1, 0]);
    take();
    expect([heard.readings.length, heard.sources.length]).toEqual([2, 1]);
  });

  describe('a source that says the same again', () => {
    const said = (at: number, rest: Partial<Statement> = {}): Reading =>
      reading('a', [says('b', 'pass', at), { ...says('c', 'pass', at), ...rest }], { measurements: [measured(at)] });
    const tell = (whole: Reading) => {
      outbox.reading(SOURCE, whole);
      take();
    };

    it('is renewed: instants and measurements go alone', () => {
      tell(said(NOW));
      tell(said(NOW + 5000));
      expect(heard.readings).toHaveLength(1);
      expect(heard.renewals).toHaveLength(1);
      expect([...(heard.renewals[0]?.observedAt ?? [])]).toEqual([NOW + 5000, NOW + 5000]);
      expect(heard.renewals[0]?.measurements).toEqual([measured(NOW + 5000)]);
    });

    it.each<[string, Partial<Statement>]>([
      ['other words', { words: words('net.other', 'other') }],
      ['another result', { evidence: says('c', 'fail', NOW).evidence }],
      ['another status', { status: 'stale' }],
      ['somebody else', { about: { kind: 'peer', peer: alias('d'), direction: 'out' } }],
    ])('is whole again with %s', (_, change) => {
      tell(said(NOW));
      tell(said(NOW + 5000, change));
      expect([heard.readings.length, heard.renewals.length]).toEqual([2, 0]);
      expect(heard.readings[1]?.statements[1]).toMatchObject(change);
    });

    it('is whole again when a peer is new, gone, or elsewhere', () => {
      tell(said(NOW));
      tell({ ...said(NOW), peers: [] });
      tell({ ...said(NOW), statements: [says('b', 'pass', NOW)] });
      tell({ ...said(NOW), aliases: [{ alias: alias('a'), hosts: ['192.0.2.1'] }] });
      expect([heard.readings.length, heard.renewals.length]).toEqual([4, 0]);
    });

    it('tells facts that move alone every 30 s, and none is lost', () => {
      const facts = (value: string) => ({ facts: [{ name: 'rtt last', value }] });
      tell(said(NOW, facts('1 ms')));
      tell(said(NOW + 5000, facts('2 ms')));
      clock.advance(30_000);
      tell(said(NOW + 35_000, facts('2 ms')));
      clock.advance(30_000);
      tell(said(NOW + 65_000, facts('2 ms')));
      expect(heard.renewals.map((renewal) => renewal.facts)).toEqual([[], [[1, facts('2 ms').facts]], []]);
    });
  });
});
