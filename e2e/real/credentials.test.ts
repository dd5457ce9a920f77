import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCa } from '#e2e/testbed/certificates.ts';
import { freePort, until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import { systemClock } from '#lib/server/clock.ts';
import { type ClusterApi, openCluster } from '#lib/transport/kubernetes/cluster-api.ts';
import { inClusterContext } from '#lib/transport/kubernetes/contexts.ts';
import { type Beat, startHeartbeat } from '#lib/transport/kubernetes/heartbeat.ts';
import { describeReal, openKubeconfig } from './real-server.ts';
import { recordWatch } from './recorded-watch.ts';
import { shortToken } from './short-token.ts';

const PATH = '/api/v1/namespaces/default/configmaps?limit=1';
const READER = { apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] };
const RBAC = 'rbac.authorization.k8s.io';

describeReal('credentials', () => {
  let cluster: TestCluster;
  let opened: ClusterApi[] = [];
  const open = async (...args: Parameters<typeof openKubeconfig>) => {
    const api = await openKubeconfig(...args);
    opened.push(api);
    return api;
  };
  const file = (name: string) => join(cluster.folder, name);

  beforeAll(async () => {
    cluster = await startCluster({
      name: 'credentials',
      users: { first: { token: 'first-token' }, second: { token: 'second-token' } },
    });
    const metadata = { name: 'reader', namespace: 'default' };
    await cluster.admin.apply(
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules: [READER] },
      {
        apiVersion: `${RBAC}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: RBAC, kind: 'Role', name: 'reader' },
        subjects: [
          { kind: 'ServiceAccount', name: 'reader', namespace: 'default' },
          { kind: 'User', apiGroup: RBAC, name: 'second' },
          { kind: 'User', apiGroup: RBAC, name: 'certified' },
        ],
      },
    );
  });
  afterEach(async () => {
    for (const api of opened) await api.close();
    opened = [];
  });
  afterAll(() => cluster?.stop());

  it('reads tokenFile, trims it, and follows it at once when it changes', async () => {
    const token = file('token');
    await writeFile(token, 'not-a-token\n');
    const api = await open(await cluster.writeKubeconfig({ tokenFile: 'token' }));
    await expect(api.getJson(PATH)).rejects.toMatchObject({ reason: 'unauthorised', status: 401 });
    await writeFile(token, 'second-token\n');
    expect((await api.getJson(PATH)).status).toBe(200);
    await writeFile(token, 'first-token\n');
    await expect(api.getJson(PATH)).rejects.toMatchObject({
      reason: 'forbidden',
      permission: { verb: 'list', resource: 'configmaps', apiGroup: '', namespace: 'default' },
    });
  });

  it('says which token file is missing', async () => {
    const api = await open(await cluster.writeKubeconfig({ tokenFile: 'nowhere' }));
    const words = expect.stringMatching(/token file \/.*\/nowhere: does not exist/);
    await expect(api.getJson(PATH)).rejects.toMatchObject({
      reason: 'unauthorised',
      detail: 'own-credentials',
      message: words,
    });
  });

  it('finds an expired token by the heartbeat while the watch opened with it lives on', async () => {
    const token = await shortToken(cluster, 'reader', 12_000);
    const api = await open(await cluster.writeKubeconfig({ token }));
    const beats: Beat[] = [];
    const defects: unknown[] = [];
    const ref = { group: '', version: 'v1', plural: 'configmaps', namespace: 'default' };
    const record = recordWatch(api, ref);
    await until('listed', () => record.watch.state().connected);
    const beat = (one: Beat) => void beats.push(one);
    const heartbeat = startHeartbeat(api, { beat, onDefect: (thrown) => defects.push(thrown), intervalMs: 500 });
    await until('a first good beat', () => beats[0]?.ok);
    const refused = await until('a refused beat', () => beats.find((one) => !one.ok), 60_000);
    expect(refused).toMatchObject({ ok: false, error: { reason: 'unauthorised', status: 401 } });
    await cluster.admin.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'late', namespace: 'default' },
    });
    await until('the watch still tells', () => record.cache.has('default/late'));
    expect(record.failures).toEqual([]);
    expect(defects).toEqual([]);
    heartbeat.stop();
    record.watch.stop();
  });

  it('refuses a server of another CA, and trusts it once the file on disk is right', async () => {
    const ca = file('trusted.crt');
    await writeFile(ca, (await createCa(`causeway-${cluster.name}`)).cert);
    const trust = { 'certificate-authority-data': undefined, 'certificate-authority': 'trusted.crt' };
    const api = await open(await cluster.writeKubeconfig({ token: 'second-token' }, trust));
    const words = expect.stringMatching(/certificate is not signed by the CA/);
    await expect(api.getJson(PATH)).rejects.toMatchObject({ reason: 'unreachable', message: words });
    await writeFile(ca, cluster.ca.cert);
    expect((await api.getJson(PATH)).status).toBe(200);
  });

  it('follows a client certificate that is replaced on disk', async () => {
    const stranger = await cluster.ca.client('stranger');
    await writeFile(file('client.crt'), stranger.cert);
    await writeFile(file('client.key'), stranger.key);
    const api = await open(
      await cluster.writeKubeconfig({ 'client-certificate': 'client.crt', 'client-key': 'client.key' }),
    );
    await expect(api.getJson(PATH)).rejects.toMatchObject({
      reason: 'forbidden',
      message: expect.stringContaining('"stranger"'),
    });
    const certified = await cluster.ca.client('certified');
    await writeFile(file('client.crt'), certified.cert);
    // Half way through the rotation certificate and key do not belong together.
    await expect(api.getJson(PATH)).rejects.toMatchObject({ reason: 'unauthorised' });
    await writeFile(file('client.key'), certified.key);
    expect((await api.getJson(PATH)).status).toBe(200);
  });

  it('speaks for the pod it runs in', async () => {
    const folder = join(cluster.folder, 'pod/var/run/secrets/kubernetes.io/serviceaccount');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'ca.crt'), cluster.ca.cert);
    await writeFile(join(folder, 'token'), await cluster.admin.createToken('default', 'reader'));
    const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(cluster.port) };
    const context = inClusterContext({ root: join(cluster.folder, 'pod'), env });
    const api = openCluster(context, { clock: systemClock });
    opened.push(api);
    expect((await api.getJson(PATH)).status).toBe(200);
    await expect(api.getJson('/api/v1/secrets')).rejects.toMatchObject({
      reason: 'forbidden',
      permission: { verb: 'list', resource: 'secrets', apiGroup: '', namespace: null },
    });
  });

  it('goes through an HTTP proxy', async () => {
    const through: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, near) => {
      through.push(request.url ?? '');
      const far = connect(cluster.port, '127.0.0.1', () => near.write('HTTP/1.1 200 OK\r\n\r\n'));
      near.pipe(far).pipe(near);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
    });
    const port = await freePort();
    await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
    const proxied = { 'proxy-url': `http://127.0.0.1:${port}` };
    const api = await open(await cluster.writeKubeconfig({ token: 'second-token' }, proxied));
    expect((await api.getJson(PATH)).status).toBe(200);
    expect(through).toEqual([`127.0.0.1:${cluster.port}`]);
    await api.close();
    proxy.close();
  });

  describe('of an exec plug-in', () => {
    async function plugin(name: string, script: string) {
      await writeFile(file(name), `#!/bin/sh\n${script}\n`);
      await chmod(file(name), 0o755);
      const exec = {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: `./${name}`,
        provideClusterInfo: true,
        interactiveMode: 'Never',
      };
      return open(await cluster.writeKubeconfig({ exec }), { credentialTimeoutMs: 1_500 });
    }
    const credential = (token: string) =>
      `'{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"${token}"}}'`;

    it('runs an exec plug-in once for many requests and tells it about the cluster', async () => {
      const api = await plugin(
        'good',
        `echo "$KUBERNETES_EXEC_INFO" >> ${file('runs')}; echo ${credential('second-token')}`,
      );
      await Promise.all(Array.from({ length: 8 }, () => api.getJson(PATH)));
      const runs = (await readFile(file('runs'), 'utf8')).trim().split('\n');
      expect(runs).toHaveLength(1);
      expect(JSON.parse(runs[0] ?? '')).toMatchObject({
        kind: 'ExecCredential',
        spec: { interactive: false, cluster: { server: cluster.url } },
      });
    });

    it('asks the plug-in again after a 401, once', async () => {
      // The first answer is refused by the server, the second one is good.
      const api = await plugin(
        'rotating',
        `if [ -e ${file('ran')} ]; then echo ${credential('second-token')}; else touch ${file('ran')}; echo ${credential('revoked')}; fi`,
      );
      expect((await api.getJson(PATH)).status).toBe(200);
    });

    it.each([
      ['failing', 'echo "login first, token=hunter2hunter2" >&2; exit 3', 'unauthorised', /exit 3.*login first/],
      ['rubbish', 'echo "<html>hunter2hunter2"', 'unauthorised', /not JSON/],
      ['hanging', 'sleep 60', 'timeout', /no answer (within 1500 ms|in time)/],
    ])('tells why a %s plug-in gives nothing', async (name, script, reason, words) => {
      const api = await plugin(name, script);
      const startedAt = Date.now();
      const failure = await api.getJson(PATH, { deadlineMs: 5_000 }).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ reason });
      expect(String(failure)).toMatch(words);
      expect(String(failure)).not.toContain('hunter2');
      expect(Date.now() - startedAt).toBeLessThan(4_000);
    });

    it('tells that a plug-in is not there', async () => {
      const api = await open(
        await cluster.writeKubeconfig({
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'no-such-plugin-anywhere',
            installHint: 'install it',
          },
        }),
      );
      const words = expect.stringMatching(/no-such-plugin-anywhere: not found on this machine.*; install it/);
      await expect(api.getJson(PATH)).rejects.toMatchObject({
        reason: 'unauthorised',
        detail: 'own-credentials',
        message: words,
      });
    });
  });
});
