import { expect, it } from 'vitest';
import { endpoints, exported, imported, report, servicesReading } from '#lib/model/made-services.ts';
import { compareServices, serviceSummary } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import { MadeFleet, NOW, planOf, reading } from './made-fleet.ts';

it('255 clusters that all import a service are joined in time', () => {
  const ids = Array.from({ length: 255 }, (_, index) => `cluster-${index}`);
  const made = new MadeFleet(planOf(ids));
  const names = Array.from({ length: 40 }, (_, index) => `service-${index}`);
  for (const [index, own] of ids.entries()) {
    const reports = names.map((name, at) =>
      report(name, {
        export: at === index ? exported() : null,
        import: imported([`cluster-${at}`]),
        endpoints: [endpoints(`cluster-${at}`, 3)],
      }),
    );
    made.hear(own, reading(own, []));
    made.hear(own, servicesReading(reports, NOW), 'mcs');
  }
  made.tick();
  const scene = new ServiceScene(made.fleet.snapshot, NOW);
  const begun = performance.now();
  const summaries = scene
    .keys()
    .map((key) => serviceSummary(scene, key))
    .sort(compareServices);
  // Some 2 ms each on two shared cores; a join of all clusters with all would take seconds.
  expect(performance.now() - begun).toBeLessThan(1500);
  expect(summaries.map(({ counts }) => counts.total)).toEqual(names.map(() => 254));
});
