import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPod, createService, type NamespacePod, whyNoNamespaces } from '#e2e/testbed/pods.ts';
import { until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import { askService } from '#lib/transport/kubernetes/service-proxy.ts';
import { findSample, parseExposition } from '#lib/transport/prometheus-text.ts';
import { describeReal, openKubeconfig } from './real-server.ts';

const EXPORTER = '/usr/bin/prometheus-blackbox-exporter';
const WITHOUT = `left out: needs ${EXPORTER}; remedy: apt-get install --no-install-recommends prometheus-blackbox-exporter`;
const MODULES = 'modules:\n  tcp:\n    prober: tcp\n    timeout: 2s\n';

describeReal(
  'service proxy',
  () => {
    let cluster: TestCluster;
    let pod: NamespacePod;
    let api: ClusterApi;
    const question = { namespace: 'default', service: 'exporter', scheme: 'http', port: 9115 } as const;

    beforeAll(async () => {
      cluster = await startCluster({ name: 'proxy', users: { nobody: { token: 'nobody-token' } } });
      api = await openKubeconfig(await cluster.writeKubeconfig());
      pod = await createPod(cluster, 'exporter');
      await writeFile(join(cluster.folder, 'modules.yml'), MODULES);
      pod.start(EXPORTER, `--config.file=${cluster.folder}/modules.yml`, '--web.listen-address=:9115');
      await createService(cluster, 'exporter', 9115, [pod]);
      await createService(cluster, 'empty', 9115, []);
      await createService(cluster, 'deaf', 9999, [pod]);
      await until(
        'the exporter answers',
        async () => (await askService(api, { ...question, path: '/-/healthy' })).outcome === 'answer',
      );
    });
    afterAll(async () => {
      await api?.close();
      await pod?.remove();
      await cluster?.stop();
    });

    it('brings the answer of a real blackbox_exporter', async () => {
      const answer = await askService(api, {
        ...question,
        path: `/probe?module=tcp&target=${pod.address}:9115`,
        scrapeTimeoutSeconds: 3,
      });
      expect(answer).toMatchObject({ outcome: 'answer', status: 200 });
      const { samples, junkLines } = parseExposition(answer.outcome === 'answer' ? answer.body : '');
      expect(findSample(samples, 'probe_success')?.value).toBe(1);
      expect(junkLines).toBe(0);
    });

    it("hands on the exporter's own refusals as answers", async () => {
      const unknown = await askService(api, { ...question, path: '/probe?module=nonsense&target=x' });
      expect(unknown).toMatchObject({ outcome: 'answer', status: 400, body: expect.stringContaining('nonsense') });
    });

    it('tells apart why there is no answer', async () => {
      const outcomeOf = async (service: string, port: number) =>
        (await askService(api, { ...question, service, port, path: '/' })).outcome;
      expect(await outcomeOf('nowhere', 9115)).toBe('not-found');
      expect(await outcomeOf('empty', 9115)).toBe('no-endpoints');
      expect(await outcomeOf('deaf', 9999)).toBe('exporter-unreachable');
    });

    it('names the missing verb', async () => {
      const nobody = await openKubeconfig(await cluster.writeKubeconfig({ token: 'nobody-token' }));
      expect(await askService(nobody, { ...question, path: '/metrics' })).toMatchObject({
        outcome: 'forbidden',
        error: { permission: { verb: 'get', resource: 'services/proxy', apiGroup: '', namespace: 'default' } },
      });
      await nobody.close();
    });

    it('gives up on an exporter that accepts and stays silent', async () => {
      const silent = createServer(() => undefined);
      const gateway = pod.address.replace(/\d+$/, (last) => String(Number(last) - 1));
      await new Promise<void>((resolve) => silent.listen(9777, gateway, resolve));
      const target = { namespace: 'default', name: 'silent' };
      await cluster.admin.apply(
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: target,
          spec: { nodeName: 'testbed', containers: [{ name: 'main', image: 'x' }] },
          status: { podIP: gateway, podIPs: [{ ip: gateway }] },
        },
        { apiVersion: 'v1', kind: 'Service', metadata: target, spec: { ports: [{ port: 9777 }] } },
        {
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: target,
          subsets: [{ addresses: [{ ip: gateway, targetRef: { kind: 'Pod', ...target } }], ports: [{ port: 9777 }] }],
        },
      );
      const asked = askService(api, { ...question, service: 'silent', port: 9777, path: '/' }, { deadlineMs: 1_000 });
      await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
      silent.closeAllConnections();
      silent.close();
    });
  },
  whyNoNamespaces() ?? (existsSync(EXPORTER) ? null : WITHOUT),
);
