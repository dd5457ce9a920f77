import { createPrivateKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCluster } from '#e2e/testbed/servers.ts';

/** The API server forgives a minute of clock difference (the default leeway of its JWT library). */
const LEEWAY_MS = 60_000;

/**
 * A bound token of a service account that the server stops accepting after about `lifeMs`; signed with the server's own
 * key, because its TokenRequest API grants no less than ten minutes.
 */
export async function shortToken(cluster: TestCluster, serviceAccount: string, lifeMs: number): Promise<string> {
  const path = `/api/v1/namespaces/default/serviceaccounts/${serviceAccount}`;
  const { metadata } = (await cluster.admin.send('GET', path)) as { metadata: { uid: string } };
  const issuer = 'https://testbed.causeway.invalid';
  const expiresAt = Date.now() + lifeMs - LEEWAY_MS;
  const claims = {
    iss: issuer,
    aud: [issuer],
    sub: `system:serviceaccount:default:${serviceAccount}`,
    iat: Math.floor(expiresAt / 1000) - 600,
    nbf: Math.floor(expiresAt / 1000) - 600,
    exp: Math.floor(expiresAt / 1000),
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: serviceAccount, uid: metadata.uid } },
  };
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  const key = createPrivateKey(await readFile(join(cluster.folder, 'service-accounts.key'), 'utf8'));
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
