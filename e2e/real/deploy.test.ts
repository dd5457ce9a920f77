import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '#e2e/testbed/admin-client.ts';
import { findKubectl } from '#e2e/testbed/binaries.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import { describeReal } from './real-server.ts';

const kubectl = findKubectl();
const leftOut = kubectl ? null : 'left out: no kubectl to run Kustomize with; remedy: run e2e/testbed/build';

/** What `kubectl apply -k` would send. */
function built(folder: string): Manifest[] {
  const { stdout, stderr, status } = spawnSync(kubectl ?? '', ['kustomize', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}

describeReal(
  'deploy, as a real API server validates it',
  () => {
    let cluster: TestCluster;
    let objects: Manifest[];
    beforeAll(async () => {
      cluster = await startCluster({ name: 'deploy' });
      objects = built('deploy');
      await cluster.admin.apply(...objects.filter(({ kind }) => kind === 'Namespace'));
    });
    afterAll(() => cluster?.stop());

    it.each(['deploy', 'deploy/blackbox-exporter', 'deploy/causeway'])('%s is taken as it is', async (folder) => {
      for (const object of built(folder)) await cluster.admin.validate(object);
    });

    it('an object with a field that is not known is refused', async () => {
      const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'causeway');
      const wrong = structuredClone(deployment) as Manifest & { spec: Record<string, unknown> };
      wrong.spec.replicsa = 1;
      await expect(cluster.admin.validate(wrong)).rejects.toThrow(/replicsa/);
    });

    it('is whole: account, roles, volume, service and exporter, in one namespace, which comes first', () => {
      expect(objects[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'causeway' } });
      const kinds = objects.map(({ kind, metadata }) => `${kind} ${metadata.name.replace(/-[a-z0-9]{10}$/, '')}`);
      expect(kinds).toEqual(
        expect.arrayContaining([
          'ServiceAccount causeway-reader',
          'ClusterRole causeway-reader',
          'ClusterRoleBinding causeway-reader',
          'Deployment causeway',
          'PersistentVolumeClaim causeway',
          'Service causeway',
          'ConfigMap causeway',
          'Deployment blackbox-exporter',
        ]),
      );
      const elsewhere = objects.filter(
        ({ kind, metadata }) => !/^(Cluster|Namespace)/.test(kind) && metadata.namespace !== 'causeway',
      );
      // What is read by name in one namespace is granted there, and nothing else leaves ours.
      expect(elsewhere.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
        'Role kube-system/causeway-reader',
        'RoleBinding kube-system/causeway-reader',
      ]);
    });

    it('Causeway runs under the strictest standard for pods; its exporter, which needs a raw socket, does not', async () => {
      const namespace = 'strict';
      const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      await cluster.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } });
      const pod = (name: string): Manifest => {
        const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
        const { template } = (deployment as unknown as { spec: { template: { spec: object } } }).spec;
        return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: template.spec };
      };
      await cluster.admin.validate(pod('causeway'));
      await expect(cluster.admin.validate(pod('blackbox-exporter'))).rejects.toThrow(/violates PodSecurity/);
    });
  },
  leftOut,
);
