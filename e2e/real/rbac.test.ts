import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { makeFleet } from '#e2e/simulator/fleet.ts';
import { World } from '#e2e/simulator/world.ts';
import type { Manifest } from '#e2e/testbed/admin-client.ts';
import { until } from '#e2e/testbed/processes.ts';
import type { TestCluster } from '#e2e/testbed/servers.ts';
import type { Source } from '#lib/model/source.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Config } from '#lib/server/config/config.ts';
import { Engine } from '#lib/server/engine.ts';
import { askService } from '#lib/transport/kubernetes/service-proxy.ts';
import { startMadeCluster } from './made-cluster.ts';
import { describeReal, openKubeconfig } from './real-server.ts';

const ID = 'fra-core';
const MANIFEST = readFileSync(new URL('../../deploy/rbac/causeway-reader.yaml', import.meta.url), 'utf8');
const AUDIT = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n';

type Role = Manifest & { rules: { resources?: string[] }[] };

/** The manifest without one resource of one of its roles. */
function without(kind: string, resource: string): Manifest {
  const roles = parseAllDocuments(MANIFEST).map((document) => document.toJS() as Role);
  const role = roles.find((one) => one.kind === kind);
  if (!role?.rules.some(({ resources }) => resources?.includes(resource)))
    throw new Error(`${kind} has no ${resource}`);
  const rules = role.rules.flatMap((rule) => {
    if (!rule.resources) return [rule];
    const resources = rule.resources.filter((one) => one !== resource);
    return resources.length > 0 ? [{ ...rule, resources }] : [];
  });
  return { ...role, rules };
}

interface Audited {
  verb: string;
  user: { username: string };
  requestURI: string;
  objectRef?: { resource: string };
  responseStatus?: { code: number };
}

describeReal('a service account that has only our role', () => {
  let cluster: TestCluster;
  let kubeconfig: string;
  beforeAll(async () => {
    cluster = await startMadeCluster(new World(makeFleet(12, 1), Date.now()), ID, {
      files: [
        { name: 'audit-policy.yaml', text: AUDIT, flag: '--audit-policy-file' },
        { name: 'audit.log', text: '', flag: '--audit-log-path' },
      ],
    });
    await cluster.admin.applyText(MANIFEST);
    kubeconfig = await cluster.writeKubeconfig({
      token: await cluster.admin.createToken('causeway', 'causeway-reader'),
    });
  });
  afterAll(() => cluster?.stop());

  /** Reads with the role for as long as `look` needs. */
  async function reading(look: (source: (system: string) => Source | undefined) => Promise<void>): Promise<void> {
    const config = Config.parse({ clusters: [{ id: ID, kubeconfig }], history: { url: 'file::memory:' } });
    const log: string[] = [];
    const engine = await Engine.start({
      config,
      clock: systemClock,
      random: Math.random,
      onChange: () => {},
      log: (level, message) => level === 'error' && log.push(message),
    });
    try {
      await look((system) => engine.fleet.snapshot.sources.get(`${ID}/${system}`));
      expect(log).toEqual([]);
    } finally {
      await engine.stop();
    }
  }

  const audited = (): Audited[] =>
    readFileSync(join(cluster.folder, 'audit.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('system:serviceaccount:causeway:causeway-reader'))
      .map((line) => JSON.parse(line) as Audited);

  it('reads everything, is refused nothing, and only ever reads', async () => {
    await reading(async (source) => {
      for (const system of ['kubernetes', 'submariner', 'probes'])
        await until(`${system} is read`, () => source(system)?.state === 'ok');
      for (const system of ['kubernetes', 'submariner'])
        expect(source(system)).toMatchObject({ missing: [], notes: [] });
    });
    const asked = audited();
    expect(asked.length).toBeGreaterThan(20);
    expect([...new Set(asked.map(({ verb }) => verb))].sort()).toEqual(['get', 'list', 'watch']);
    expect(asked.filter(({ objectRef }) => objectRef?.resource === 'secrets')).toEqual([]);
    expect(
      asked.flatMap(({ requestURI, responseStatus }) => (responseStatus?.code === 403 ? [requestURI] : [])),
    ).toEqual([]);
  });

  it('asks through the proxy of the exporter, and of no other service', async () => {
    const api = await openKubeconfig(kubeconfig);
    const ask = (service: string) =>
      askService(api, { namespace: 'causeway', service, scheme: 'http', port: 9115, path: '/probe' });
    const [exporter, other] = [await ask('blackbox-exporter'), await ask('other')];
    await api.close();
    expect(exporter.outcome).toBe('not-found');
    expect(other).toMatchObject({ outcome: 'forbidden' });
  });

  it.each([
    [['ClusterRole'], 'gateways', 'submariner', 'submariner.io', 'failed'],
    [['ClusterRole'], 'nodes', 'kubernetes', '', 'failed'],
    // Services may be read everywhere, and those beside the exporter in any case.
    [['ClusterRole', 'Role'], 'services', 'probes', '', 'failed'],
    [['ClusterRole'], 'routeagents', 'submariner', 'submariner.io', 'ok'],
    [['ClusterRole'], 'servicecidrs', 'kubernetes', 'networking.k8s.io', 'ok'],
  ] as const)(
    '%j without %s: %s says which permission is missing, the others go on',
    async (kinds, resource, system, apiGroup, state) => {
      await cluster.admin.apply(...kinds.map((kind) => without(kind, resource)));
      try {
        await reading(async (source) => {
          await until('the permission is named', () =>
            source(system)?.missing.some((one) => one.resource === resource),
          );
          expect(source(system)).toMatchObject({ state, reason: state === 'failed' ? 'forbidden' : null });
          expect(source(system)?.missing).toContainEqual(expect.objectContaining({ verb: 'list', apiGroup, resource }));
          for (const other of ['kubernetes', 'submariner', 'probes'].filter((one) => one !== system))
            await until(`${other} goes on`, () => source(other)?.state === 'ok');
        });
      } finally {
        await cluster.admin.applyText(MANIFEST);
      }
    },
  );
});
