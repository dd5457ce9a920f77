import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from './start-simulator.ts';
import { clientOf } from './test-client.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ scenario: 'all-healthy', probeWaitCapMs: 5 });
});
afterAll(() => simulator.stop());

/** icmp, icmp of 1,400 bytes, upload, download, from one end to the other: 1 is probe_success */
async function row(from: string, to: string): Promise<(number | undefined)[]> {
  const { probe } = clientOf(simulator, from);
  const target = `${simulator.world.cluster(to).exporterIp}:9115`;
  const ip = simulator.world.cluster(to).exporterIp;
  const answers = [
    await probe('icmp', ip),
    await probe('icmp_df_1400', ip),
    await probe('upload', `http://${target}/-/healthy`),
    await probe('download', `http://${target}/metrics`),
  ];
  return answers.map((answer) => answer.get('probe_success'));
}

test.each([
  ['none', {}, [1, 1, 1, 1], [1, 1, 1, 1]],
  ['packets over 1,300 bytes from a to b lost', { mtuBytes: 1300 }, [1, 0, 0, 1], [1, 0, 1, 0]],
  ['every packet from a to b lost', { cut: true }, [0, 0, 0, 0], [0, 0, 0, 0]],
])('the recorded table of one-way faults: %s', async (_, fault, fromA, fromB) => {
  const wire = { from: 'fra-core', to: 'dub-pay' };
  simulator.set({ ...wire, cut: false, mtuBytes: null, ...fault });
  expect(await row('fra-core', 'dub-pay')).toEqual(fromA);
  expect(await row('dub-pay', 'fra-core')).toEqual(fromB);
  simulator.set({ ...wire, cut: false, mtuBytes: null });
});

test("metrics are the exporter's: names, phases, and the time it took", async () => {
  const { probe } = clientOf(simulator, 'fra-core');
  const ip = simulator.world.cluster('dub-pay').exporterIp;
  const icmp = await probe('icmp', ip);
  expect([...icmp.keys()]).toEqual([
    'probe_dns_lookup_time_seconds',
    'probe_duration_seconds',
    'probe_icmp_duration_seconds{phase="resolve"}',
    'probe_icmp_duration_seconds{phase="rtt"}',
    'probe_icmp_duration_seconds{phase="setup"}',
    'probe_icmp_reply_hop_limit',
    'probe_ip_addr_hash',
    'probe_ip_protocol',
    'probe_success',
  ]);
  const rttMs = 1000 * (icmp.get('probe_icmp_duration_seconds{phase="rtt"}') ?? 0);
  expect(rttMs).toBeGreaterThan(23);
  expect(rttMs).toBeLessThan(28);
  const lost = await probe('icmp_df_1500', ip);
  expect(lost.get('probe_success')).toBe(0);
  expect(lost.get('probe_duration_seconds')).toBeGreaterThan(2);
  expect(lost.has('probe_icmp_reply_hop_limit')).toBe(false);
  const stuck = await probe('tcp_connect', '10.200.1.1:9115');
  expect(stuck.get('probe_success')).toBe(0);
  const refused = await probe('tcp_connect', `${ip}:81`);
  expect([refused.get('probe_success'), (refused.get('probe_duration_seconds') ?? 9) < 1]).toEqual([0, true]);
});

test('a gateway address answers echoes only; partial loss is partial', async () => {
  const { probe } = clientOf(simulator, 'fra-core');
  const health = simulator.world.cluster('dub-pay').nodes[0]?.podCidr.replace('0/24', '1') ?? '';
  expect((await probe('icmp', health)).get('probe_success')).toBe(1);
  simulator.set({ from: 'fra-core', to: 'dub-shop', lossRatio: 0.5 });
  const ip = simulator.world.cluster('dub-shop').exporterIp;
  let passed = 0;
  for (let call = 0; call < 40; call++) {
    simulator.advance(10_000);
    passed += (await probe('icmp', ip)).get('probe_success') ?? 0;
  }
  expect(passed).toBeGreaterThan(8);
  expect(passed).toBeLessThan(32);
});

test('unknown modules and missing targets are 400, an absent exporter is 404, one without a pod 503', async () => {
  const { ask } = clientOf(simulator, 'fra-core');
  const path = '/api/v1/namespaces/causeway/services/http:blackbox-exporter:9115/proxy';
  expect(await ask(`${path}/probe?module=nope&target=x`)).toMatchObject({
    status: 400,
    body: 'Unknown module "nope"\n',
  });
  expect(await ask(`${path}/probe?module=icmp`)).toMatchObject({ status: 400 });
  expect((await ask(`${path}/-/healthy`)).status).toBe(200);
  simulator.set({ cluster: 'fra-core', exporter: 'down' });
  expect(JSON.parse((await ask(`${path}/metrics`)).body).message).toBe(
    'no endpoints available for service "http:blackbox-exporter:9115"',
  );
  simulator.set({ cluster: 'fra-core', exporter: 'absent' });
  expect((await ask(`${path}/metrics`)).status).toBe(404);
});
