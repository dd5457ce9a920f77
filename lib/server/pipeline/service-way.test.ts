import { describe, expect, it } from 'vitest';
import type { Evidence } from '#lib/model/evidence.ts';
import { endpoints, exported, imported, report, servicesReading } from '#lib/model/made-services.ts';
import { emptyReading } from '#lib/model/reading.ts';
import type { Spread } from '#lib/model/service.ts';
import { serviceRow } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import { SpreadScene } from '#lib/model/spread-scene.ts';
import { spreadView } from '#lib/model/spread-view.ts';
import { words } from '#lib/model/words.ts';
import { MadeFleet, NOW, peer, planOf, probes, reading, says, sourceOf } from './made-fleet.ts';

const LONG_MS = 3_600_000;
type Said = Evidence['result'];
/** What each system says of the names that `a` learns of `b`, and what a probe finds on the way. */
type Scene = { net: Said; mesh: Said; path?: Said };

/** Two clusters that two systems link; the service `web` of `b` is known in `a` through the one it is `namedBy`. */
function told({ net, mesh, path = 'pass' }: Scene, namedBy: string): MadeFleet {
  const made = new MadeFleet(planOf(['a', 'b']));
  const discovery = { layer: 'discovery', way: 'there' } as const;
  for (const [own, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    for (const [system, result] of [
      ['net', net],
      ['mesh', mesh],
    ] as const) {
      const name = { system, scope: 'broker', name: other };
      const text = `${system} ${result}`;
      const said = says(other, result, NOW, { peer: name, text, freshForMs: LONG_MS, evidence: discovery });
      const aliases = [{ alias: { ...name, name: own }, hosts: [] }];
      made.hear(own, reading(own, [said], { aliases, peers: [peer(other, { peer: name })] }), system);
    }
    made.hear(own, { ...reading(own, [probes(other, path, NOW, {}, LONG_MS)]), aliases: [], peers: [] }, 'probes');
    made.fleet.setSource(sourceOf(own, { id: `${own}/mcs`, system: 'mcs' }), NOW);
  }
  const web = { import: imported(['b']), endpoints: [endpoints('b', 1)] };
  made.hear('a', servicesReading([report('web', web)], NOW, { namedBy }), 'mcs');
  const shared = { export: exported(), ...web };
  made.hear('b', servicesReading([report('web', shared)], NOW, { namedBy }), 'mcs');
  made.tick();
  return made;
}

function linkOf(made: MadeFleet) {
  const row = serviceRow(new ServiceScene(made.fleet.snapshot, made.now), 'shop/web', 'a');
  const step = row.steps.find((one) => one.step === 'link');
  return { row: row.status, status: step?.status, detail: step?.detail };
}

describe('the way of a service over a link of two systems', () => {
  it('is not what a system that does not carry it says of its own', () => {
    const made = told({ net: 'pass', mesh: 'impaired' }, 'net');
    expect(made.direction('a', 'b').status).toBe('degraded');
    expect(linkOf(made)).toMatchObject({ row: 'up', status: 'up' });
    expect(linkOf(made).detail).toContain('not counted here: mesh impaired (mesh)');
    const failed = told({ net: 'none', mesh: 'fail' }, 'net');
    expect(failed.direction('a', 'b').status).toBe('down');
    expect(linkOf(failed).status).toBe('up');
  });

  it('is what its own system says, and both where both fail', () => {
    const own = { status: 'degraded', detail: 'mesh impaired' };
    expect(linkOf(told({ net: 'pass', mesh: 'impaired' }, 'mesh'))).toMatchObject(own);
    expect(linkOf(told({ net: 'impaired', mesh: 'impaired' }, 'net')).status).toBe('degraded');
  });

  it('is by whose word, where nothing tells which of the two carries it', () => {
    const made = told({ net: 'pass', mesh: 'impaired' }, '');
    expect(linkOf(made)).toMatchObject({ status: 'degraded', detail: 'mesh impaired (mesh)' });
  });

  it('names what else is wrong with the same system, once', () => {
    const made = told({ net: 'pass', mesh: 'impaired' }, 'mesh');
    const slow = says('b', 'impaired', NOW, {
      id: 'dns',
      evidence: { layer: 'dns', way: 'there' },
      freshForMs: LONG_MS,
    });
    const said = { ...slow, about: { ...slow.about, peer: { system: 'mesh', scope: 'broker', name: 'b' } } };
    const dns = (text: string) => ({ ...emptyReading(), statements: [{ ...said, words: words('mesh.dns', text) }] });
    made.hear('a', dns('its names are slow'), 'mesh2');
    made.tick();
    expect(linkOf(made).detail).toBe('mesh impaired; its names are slow');
    const same = { ...said, words: words('net.impaired', 'said again') };
    made.hear('a', { ...emptyReading(), statements: [same] }, 'mesh2');
    made.tick();
    expect(linkOf(made).detail).toBe('mesh impaired');
  });

  it('is down with the packets, whoever carries it', () => {
    for (const carrier of ['net', 'mesh'])
      expect(linkOf(told({ net: 'pass', mesh: 'impaired', path: 'fail' }, carrier))).toMatchObject({
        row: 'down',
        status: 'down',
      });
  });

  it('is down with the replies too: what is asked for comes in them', () => {
    const made = told({ net: 'pass', mesh: 'pass' }, 'net');
    const there = probes('b', 'pass', NOW, { way: 'there', size: 'full' }, LONG_MS);
    const back = { ...probes('b', 'fail', NOW, { way: 'back', size: 'full' }, LONG_MS), id: 'download' };
    const said = { ...reading('a', [probes('b', 'pass', NOW, {}, LONG_MS), there, back]), aliases: [], peers: [] };
    made.hear('a', said, 'probes');
    made.tick();
    expect([made.direction('a', 'b').status, made.direction('b', 'a').status]).toEqual(['up', 'down']);
    expect(linkOf(made)).toMatchObject({ row: 'down', status: 'down', detail: 'the way back: packets are lost' });
  });

  it('is not what the exporter learns of the one that asks', () => {
    const made = told({ net: 'pass', mesh: 'pass' }, 'net');
    const name = { system: 'net', scope: 'broker', name: 'a' };
    const evidence = { layer: 'discovery', way: 'there' } as const;
    const lost = says('a', 'fail', NOW, { peer: name, freshForMs: LONG_MS, evidence });
    made.hear(
      'b',
      reading('b', [lost], {
        aliases: [{ alias: { ...name, name: 'b' }, hosts: [] }],
        peers: [peer('a', { peer: name })],
      }),
      'net',
    );
    made.tick();
    expect(made.direction('b', 'a').status).toBe('degraded');
    expect(linkOf(made)).toMatchObject({ row: 'up', status: 'up' });
  });
});

describe('the way of a Service that is spread over a mesh', () => {
  const spread: Spread = { affinity: 'none', shared: true, apart: false, ports: [], appearedAt: null };

  function rowOf(scene: Scene) {
    const made = told(scene, 'net');
    for (const own of ['a', 'b']) {
      made.fleet.setSource(sourceOf(own, { id: `${own}/mesh`, system: 'mesh' }), NOW);
      const known = servicesReading([report('api', { mirrored: null, spread })], NOW, { spread: true });
      made.fleet.setSource(sourceOf(own, { id: `${own}/spread`, system: 'mesh' }), NOW);
      made.fleet.setReading({ id: `${own}/spread`, cluster: own, system: 'mesh' }, known, NOW);
    }
    made.tick();
    const { snapshot } = made.fleet;
    return spreadView(new SpreadScene(snapshot, NOW), new ServiceScene(snapshot, NOW), 'shop/api').rows[0];
  }

  it('is judged by the mesh and by packets, not by another system', () => {
    expect(rowOf({ net: 'impaired', mesh: 'pass' })?.status).toBe('up');
    expect(rowOf({ net: 'pass', mesh: 'impaired' })).toMatchObject({ status: 'degraded' });
    expect(rowOf({ net: 'pass', mesh: 'pass', path: 'fail' })?.why).toContain('packets are lost');
  });
});
