import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import { openIdentity } from '#lib/transport/kubernetes/identity.ts';
import { describeReal, openKubeconfig } from './real-server.ts';
import { recordWatch } from './recorded-watch.ts';

const CONFIG_MAPS = { group: '', version: 'v1', plural: 'configmaps', namespace: 'default' };

function configMap(name: string, value: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' }, data: { value } };
}

describeReal('list and watch', () => {
  let cluster: TestCluster;
  let api: ClusterApi;

  beforeAll(async () => {
    cluster = await startCluster({ name: 'watch' });
    api = await openKubeconfig(await cluster.writeKubeconfig());
  });
  afterAll(async () => {
    await api?.close();
    await cluster?.stop();
  });

  it('tells a complete list of several pages, then every change', async () => {
    for (let index = 0; index < 7; index++) await cluster.admin.apply(configMap(`page-${index}`, 'first'));
    const record = recordWatch(api, CONFIG_MAPS, { pageSize: 2 });
    expect(record.watch.state().connected).toBe(false);
    await until('listed', () => record.watch.state().connected);
    expect([...record.cache.keys()].filter((key) => key.includes('page-'))).toHaveLength(7);
    const first = record.cache.get('default/page-0');
    expect(first).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { value: 'first' } });
    expect(first?.metadata.managedFields).toBeUndefined();

    await cluster.admin.apply(configMap('page-0', 'second'));
    await until('changed', () => JSON.stringify(record.cache.get('default/page-0')?.data) === '{"value":"second"}');
    await cluster.admin.remove(configMap('page-1', ''));
    await until('deleted', () => !record.cache.has('default/page-1'));
    expect(record).toMatchObject({ lists: 1, failures: [], defects: [] });
    record.watch.stop();
  });

  it('hears the bookmarks of a quiet resource, and lists anew when it is time', async () => {
    const alive: { at: number; lists: number }[] = [];
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'elsewhere', namespace: 'default' } };
    // A server sends a bookmark two seconds before the time limit of a watch as well, not only every minute; within so
    // short a watch it did so only after a change of the resource, in whatever namespace.
    const record = recordWatch(
      api,
      { group: '', version: 'v1', plural: 'secrets', namespace: 'kube-public' },
      { relistEveryMs: 6_000, alive: (at) => void alive.push({ at, lists: record.lists }) },
    );
    await until('listed', () => record.lists === 1);
    await cluster.admin.apply(secret);
    await until('listed twice', () => record.lists === 2);
    expect(alive.filter(({ lists }) => lists === 1).length).toBeGreaterThanOrEqual(2);
    expect(record.failures).toEqual([]);
    record.watch.stop();
  });

  it('lists anew when its version has expired (410 inside a watch that was answered with 200)', async () => {
    let opened = 0;
    const outdated: ClusterApi = {
      ...api,
      openStream: (path, ask) =>
        api.openStream(opened++ === 0 ? path.replace(/resourceVersion=\d+/, 'resourceVersion=1') : path, ask),
    };
    await cluster.compact();
    await cluster.stopServer('SIGTERM');
    await cluster.startServer();
    const record = recordWatch(outdated, CONFIG_MAPS);
    await until('listed twice', () => record.lists === 2);
    expect(record.failures).toEqual([]);
    await cluster.admin.apply(configMap('after-410', 'here'));
    await until('goes on', () => record.cache.has('default/after-410'));
    record.watch.stop();
  });

  it('survives SIGTERM and SIGKILL of the server and loses nothing', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      await cluster.admin.apply(configMap(`gone-${signal.toLowerCase()}`, 'x'));
      const record = recordWatch(api, CONFIG_MAPS);
      await until('listed', () => record.watch.state().connected);
      await cluster.stopServer(signal);
      await until('failure told', () => record.failures.length > 0);
      expect(record.failures[0]?.reason).toBe('unreachable');
      expect(record.watch.state().connected).toBe(false);
      await cluster.startServer();
      await cluster.admin.remove(configMap(`gone-${signal.toLowerCase()}`, ''));
      await cluster.admin.apply(configMap(`new-${signal.toLowerCase()}`, 'y'));
      await until('new object', () => record.cache.has(`default/new-${signal.toLowerCase()}`));
      await until('old one gone', () => !record.cache.has(`default/gone-${signal.toLowerCase()}`));
      expect(record.defects).toEqual([]);
      record.watch.stop();
    }
  });

  it('notices that etcd was put back to an older state', async () => {
    await cluster.admin.apply(configMap('kept', '1'));
    await cluster.backUp();
    for (let index = 0; index < 20; index++) await cluster.admin.apply(configMap('lost', `${index}`));
    const record = recordWatch(api, CONFIG_MAPS, { identity: openIdentity(api) });
    await until('listed', () => record.cache.has('default/lost'));
    await cluster.restore();
    await until('the lost object is gone', () => record.lists > 1 && !record.cache.has('default/lost'));
    await cluster.admin.apply(configMap('new-history', '1'));
    await until('the new history is followed', () => record.cache.has('default/new-history'));
    expect(record.cache.has('default/kept')).toBe(true);
    record.watch.stop();
  });
});
