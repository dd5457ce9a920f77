import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPod, type NamespacePod, startKubelet, whyNoNamespaces } from '#e2e/testbed/pods.ts';
import { type TestProcess, until } from '#e2e/testbed/processes.ts';
import { startRelay } from '#e2e/testbed/relay.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import { execInPod } from '#lib/transport/kubernetes/exec.ts';
import { describeReal, openKubeconfig } from './real-server.ts';

const POD = { namespace: 'default', pod: 'box', limitSeconds: 5 };

describeReal(
  'pods/exec',
  () => {
    let cluster: TestCluster;
    let pod: NamespacePod;
    let kubelet: TestProcess;
    let api: ClusterApi;

    beforeAll(async () => {
      cluster = await startCluster({
        name: 'exec',
        users: { nobody: { token: 'nobody-token' }, getter: { token: 'getter-token' } },
      });
      kubelet = await startKubelet(cluster);
      pod = await createPod(cluster, 'box');
      api = await openKubeconfig(await cluster.writeKubeconfig(), { exec: true });
      const rule = { apiGroups: [''], resources: ['pods/exec'], verbs: ['get'] };
      const rbac = 'rbac.authorization.k8s.io';
      await cluster.admin.apply(
        { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'exec-get' }, rules: [rule] },
        {
          apiVersion: `${rbac}/v1`,
          kind: 'ClusterRoleBinding',
          metadata: { name: 'exec-get' },
          roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'exec-get' },
          subjects: [{ kind: 'User', apiGroup: rbac, name: 'getter' }],
        },
      );
    });
    afterAll(async () => {
      await api?.close();
      await pod?.remove();
      await kubelet?.stop();
      await cluster?.stop();
    });

    it('keeps stdout, stderr and the exit code apart', async () => {
      const answer = await execInPod(api, { ...POD, command: ['sh', '-c', 'echo out; echo err >&2; exit 7'] });
      expect(answer).toMatchObject({ stdout: 'out\n', stderr: 'err\n', exitCode: 7 });
      const inside = await execInPod(api, { ...POD, command: ['ip', '-br', 'addr', 'show', 'eth0'] });
      expect(inside.stdout).toContain(pod.address);
    });

    it('ends a hanging command on the node by its own limit', async () => {
      const answer = await execInPod(api, { ...POD, limitSeconds: 1, command: ['sleep', '4242'] });
      expect(answer.exitCode).toBe(124);
      expect(commandsLike('sleep 4242')).toEqual([]);
    });

    it('gives up at its deadline, and the command still ends', async () => {
      const asked = execInPod(api, { ...POD, limitSeconds: 3, command: ['sleep', '4343'] }, { deadlineMs: 700 });
      await expect(asked).rejects.toMatchObject({ reason: 'timeout' });
      await until('the command has ended on the node', () => commandsLike('sleep 4343').length === 0, 10_000);
    });

    it('notices a network that went silent while a command runs', async () => {
      const relay = await startRelay(cluster.port);
      const server = `https://127.0.0.1:${relay.port}`;
      const relayed = await openKubeconfig(await cluster.writeKubeconfig(undefined, { server }), { exec: true });
      const asked = execInPod(relayed, { ...POD, limitSeconds: 15, command: ['sleep', '4444'] });
      const refused = expect(asked).rejects.toMatchObject({
        reason: 'timeout',
        message: expect.stringContaining('went silent'),
      });
      await until('the command runs', () => commandsLike('sleep 4444').length > 0);
      relay.freeze();
      await refused;
      await relayed.close();
      await relay.close();
    });

    it('stops reading at the limit of bytes', async () => {
      const asked = execInPod(api, { ...POD, command: ['cat', '/dev/zero'] }, { maxBytes: 100_000 });
      await expect(asked).rejects.toMatchObject({
        reason: 'malformed',
        message: expect.stringMatching(/more than 100000 bytes/),
      });
    });

    it('tells why the node refused', async () => {
      const missing = execInPod(api, { ...POD, pod: 'nobody', command: ['true'] });
      await expect(missing).rejects.toMatchObject({
        reason: 'unsupported',
        message: expect.stringMatching(/pods "nobody" not found/),
      });
    });

    it('names the missing verb, also where the server gives no reason', async () => {
      const nobody = await openKubeconfig(await cluster.writeKubeconfig({ token: 'nobody-token' }), { exec: true });
      const permission = { verb: 'get', resource: 'pods/exec', apiGroup: '', namespace: 'default' };
      await expect(execInPod(nobody, { ...POD, command: ['true'] })).rejects.toMatchObject({
        reason: 'forbidden',
        permission,
      });
      const getter = await openKubeconfig(await cluster.writeKubeconfig({ token: 'getter-token' }), { exec: true });
      await expect(execInPod(getter, { ...POD, command: ['true'] })).rejects.toMatchObject({
        reason: 'forbidden',
        permission: { verb: 'create', resource: 'pods/exec' },
      });
      await nobody.close();
      await getter.close();
    });

    it('sends nothing where the cluster does not allow it', async () => {
      const closed = await openKubeconfig(await cluster.writeKubeconfig());
      const asked = execInPod(closed, { ...POD, command: ['true'] });
      await expect(asked).rejects.toMatchObject({
        reason: 'unsupported',
        message: expect.stringMatching(/not turned on/),
      });
      await closed.close();
    });

    it('notices a kubelet that is gone', async () => {
      await kubelet.stop('SIGKILL');
      const asked = execInPod(api, { ...POD, command: ['true'] }, { deadlineMs: 5_000 });
      await expect(asked).rejects.toMatchObject({
        reason: 'unreachable',
        message: expect.stringMatching(/connection refused/),
      });
    });
  },
  whyNoNamespaces(),
);

function commandsLike(words: string): string[] {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.startsWith(words));
}
