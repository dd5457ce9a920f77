import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findCoreDns } from '#e2e/suite/machine.ts';
import { until } from '#e2e/testbed/processes.ts';
import type { ServiceStep } from '#lib/model/service-step.ts';
import { type CoreDns, coreDnsOf } from './core-dns.ts';
import { type LabFleet, startFleet } from './fleet.ts';
import { createNetwork, type LabNetwork } from './network.ts';
import { type SiteCluster, startSiteCluster } from './site-cluster.ts';

const { program, leftOut } = findCoreDns();
if (leftOut && process.env.CAUSEWAY_TEST_STRICT === '1') throw new Error(`left out: ${leftOut}`);

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
const PAYMENT = { name: 'payment', namespace: 'default' };
const MCS = { apiVersion: 'multicluster.x-k8s.io/v1alpha1' };
const ADDRESS = '100.64.0.40';
const NAME = 'payment.default.svc.clusterset.local';

describe.skipIf(leftOut)(
  leftOut ? `names (left out: ${leftOut})` : 'names of services, asked of a real CoreDNS',
  () => {
    let network: LabNetwork;
    let a: SiteCluster;
    let b: SiteCluster;
    let dns: CoreDns;
    let fleet: LabFleet;

    /** `a` exports payment and `b` imports it: what controllers would have written. */
    async function share(): Promise<void> {
      for (const cluster of [a, b]) {
        for (const plural of ['serviceexports', 'serviceimports'])
          await cluster.api.admin.applyText(
            readFileSync(new URL(`../crds/multicluster.x-k8s.io_${plural}.v0.4.1.yaml`, import.meta.url), 'utf8'),
          );
        await cluster.api.admin.apply(NAMESPACE, {
          ...MCS,
          kind: 'ServiceImport',
          metadata: PAYMENT,
          spec: { type: 'ClusterSetIP', ips: [ADDRESS], ports: [{ port: 80, protocol: 'TCP' }] },
          status: { clusters: [{ cluster: 'a' }] },
        });
      }
      const valid = {
        type: 'Valid',
        status: 'True',
        reason: 'Valid',
        message: '',
        lastTransitionTime: '2026-11-21T00:00:00Z',
      };
      await a.api.admin.apply({ ...MCS, kind: 'ServiceExport', metadata: PAYMENT, status: { conditions: [valid] } });
    }

    beforeAll(async () => {
      network = createNetwork();
      [a, b] = await Promise.all([startSiteCluster('a', network.a), startSiteCluster('b', network.b)]);
      dns = coreDnsOf(program ?? '', network.b, b.api.folder);
      await Promise.all([share(), dns.serve({ clusterset: { 'payment.default.svc': ADDRESS } })]);
      await Promise.all([a.startExporter(), b.startExporter(dns.resolvConf)]);
      fleet = await startFleet({ a: await a.api.writeKubeconfig(), b: await b.api.writeKubeconfig(), promise: {} });
    });
    afterAll(async () => {
      await fleet?.stop();
      await dns?.stop();
      await Promise.all([a?.stop(), b?.stop()]);
      network?.remove();
    });

    /** Waits until the DNS step of `b` says so, and answers it with the reason of the row. */
    async function step(says: string): Promise<{ step: ServiceStep; why: string }> {
      const seen = () => {
        const row = fleet.row('default/payment', 'b');
        const found = row?.steps.find((one) => one.step === 'dns');
        return row && found ? { step: found, why: row.why } : null;
      };
      return until(
        `the DNS step says ${says}`,
        () => {
          const now = seen();
          return now?.step.says === says && now;
        },
        25_000,
      ).catch((thrown) => {
        throw new Error(
          `${thrown}; it says ${JSON.stringify(seen())}; ${JSON.stringify(fleet.source('b/probes')?.notes)}`,
        );
      });
    }

    it('is answered, and the row is up', async () => {
      const { step: answered } = await step('answered');
      expect(answered).toMatchObject({
        status: 'up',
        detail: expect.stringMatching(new RegExp(`^${NAME}, [\\d.]+ ms$`)),
      });
      await until('the row is up', () => fleet.row('default/payment', 'b')?.status === 'up');
    });

    it('a zone that is not served is refused, while the own zone is answered', async () => {
      await dns.serve({ clusterset: null });
      const { step: refused, why } = await step('refused');
      expect(refused).toMatchObject({ status: 'down', owns: true });
      expect(why).toBe(
        `dns refused: ${NAME}: on 127.0.0.53:53: server misbehaving; kubernetes.default.svc is answered`,
      );
      const finding = await until('the rule finds it', () => fleet.finding('clusterset-dns-not-wired'), 15_000);
      expect(finding).toMatch(/the DNS of b answers its own names and none in clusterset\.local: .*payment\.default/);
    });

    it('a name that the zone lacks is no such name', async () => {
      await dns.serve({ clusterset: { 'other.default.svc': ADDRESS } });
      const { why } = await step('no such name');
      expect(why).toBe(`dns no such name: ${NAME}: on 127.0.0.53:53: no such host; kubernetes.default.svc is answered`);
    });

    it('a DNS that hangs is a timeout, of its own zone too', async () => {
      dns.freeze();
      try {
        const { step: silent } = await step('timeout');
        expect(silent).toMatchObject({ status: 'down', owns: true });
        await until('the own zone fails too', () =>
          fleet.row('default/payment', 'b')?.why.endsWith('kubernetes.default.svc fails too (timeout)'),
        );
      } finally {
        dns.thaw();
      }
    });

    it('a DNS that is gone refuses, and one that is back answers', async () => {
      await dns.stop();
      const { why } = await step('refused');
      expect(why).toContain('connection refused');
      const finding = await until('the rule finds it', () => fleet.finding('dns-failing'), 15_000);
      expect(finding).toMatch(/the DNS of b does not answer, not even for its own names/);
      await dns.serve({ clusterset: { 'payment.default.svc': ADDRESS } });
      await step('answered');
    });
  },
);
