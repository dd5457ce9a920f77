import { Agent, request } from 'undici';
import { parseAllDocuments } from 'yaml';

/** An object to write; parts that no test reads stay unknown. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [key: string]: unknown };
  [key: string]: unknown;
}

/** Writes to an API server as its administrator: what kubectl would do by hand. */
export interface AdminClient {
  /** One request; throws on any status but 2xx with the server's words. */
  send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    contentType?: string,
  ): Promise<unknown>;
  /**
   * Server-side apply, one after the other; a CRD is waited for until it is served. A `status` in the manifest is written
   * through the status subresource as well.
   */
  apply(...manifests: Manifest[]): Promise<void>;
  /** What the server says to an object without keeping it: its own validation, admission included; a field that is not known is refused. */
  validate(manifest: Manifest): Promise<void>;
  /** `apply` of every document of a YAML or JSON text. */
  applyText(text: string): Promise<void>;
  /** Deletes at once, without grace; what is not there is no error. */
  remove(...manifests: Manifest[]): Promise<void>;
  /** A bound token of a service account (`kubectl create token`). The server grants 600 s at least. */
  createToken(namespace: string, serviceAccount: string, seconds?: number): Promise<string>;
  close(): Promise<void>;
}

interface ApiResource {
  name: string;
  kind: string;
  namespaced: boolean;
}

export function openAdminClient(url: string, ca: string, token: string): AdminClient {
  // No kept sockets: the server behind this address is stopped and started at will.
  const dispatcher = new Agent({ connect: { ca }, allowH2: false, pipelining: 0 });
  const resources = new Map<string, ApiResource[]>();

  const send: AdminClient['send'] = async (method, path, body, contentType = 'application/json') => {
    const answer = await request(`${url}${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      headersTimeout: 20_000,
    });
    const text = await answer.body.text();
    if (answer.statusCode > 299) throw new Error(`${method} ${path}: HTTP ${answer.statusCode}: ${text.slice(0, 600)}`);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };

  async function pathOf({ apiVersion, kind, metadata }: Manifest): Promise<string> {
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const find = () => resources.get(apiVersion)?.find((one) => one.kind === kind && !one.name.includes('/'));
    if (!find()) {
      const list = (await send('GET', root)) as { resources: ApiResource[] };
      resources.set(apiVersion, list.resources);
    }
    const resource = find();
    if (!resource) throw new Error(`the server knows no ${kind} of ${apiVersion}`);
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${root}${scope}/${resource.name}/${metadata.name}`;
  }

  async function applyOne(manifest: Manifest): Promise<void> {
    const path = await pathOf(manifest);
    const parameters = '?fieldManager=testbed&force=true';
    await send('PATCH', `${path}${parameters}`, manifest, 'application/apply-patch+yaml');
    if (manifest.status !== undefined && manifest.kind !== 'CustomResourceDefinition') {
      const merge = { status: manifest.status };
      await send('PATCH', `${path}/status?fieldManager=testbed`, merge, 'application/merge-patch+json').catch(
        (thrown) => {
          // A CRD without a status subresource took the status with the object.
          if (!String(thrown).includes('HTTP 404')) throw thrown;
        },
      );
    }
    if (manifest.kind === 'CustomResourceDefinition') await served(path);
  }

  async function served(path: string): Promise<void> {
    for (let left = 200; left > 0; left--) {
      const { status } = (await send('GET', path)) as { status?: { conditions?: { type: string; status: string }[] } };
      if (status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${path} is not established`);
  }

  return {
    send,
    async apply(...manifests) {
      for (const manifest of manifests) await applyOne(manifest);
    },
    async validate(manifest) {
      const parameters = '?dryRun=All&fieldValidation=Strict&fieldManager=testbed&force=true';
      await send('PATCH', `${await pathOf(manifest)}${parameters}`, manifest, 'application/apply-patch+yaml');
    },
    async applyText(text) {
      for (const document of parseAllDocuments(text)) {
        const manifest = document.toJS() as Manifest | null;
        if (manifest) await applyOne(manifest);
      }
    },
    async remove(...manifests) {
      for (const manifest of manifests)
        await send('DELETE', `${await pathOf(manifest)}?gracePeriodSeconds=0`).catch((thrown) => {
          if (!String(thrown).includes('HTTP 404')) throw thrown;
        });
    },
    async createToken(namespace, serviceAccount, seconds = 600) {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${serviceAccount}/token`;
      const body = {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: seconds },
      };
      const answer = (await send('POST', path, body)) as { status: { token: string } };
      return answer.status.token;
    },
    close: () => dispatcher.close(),
  };
}
