import type { Cluster } from '#lib/model/cluster.ts';
import type { Finding } from '#lib/model/finding.ts';
import type { FailureDetail, Permission, Source } from '#lib/model/source.ts';
import { shell } from '../../shell.ts';

/** What to do about a source that can't be read, by the reason. */
export function remedies(source: Source, cluster: Cluster | undefined): Finding['next'] {
  if (!cluster) return [{ text: `Ask it from this machine: ${source.readThrough}`, command: null }];
  const context = cluster.name;
  const precise = source.missing.length === 0 && source.detail ? detailed(source.detail, context) : undefined;
  if (precise) return [precise];
  switch (source.reason) {
    case 'forbidden':
      return source.missing.length > 0
        ? source.missing.map((permission) => grant(permission, context))
        : [{ text: 'See what the credentials may do', command: shell`kubectl --context ${context} auth can-i --list` }];
    case 'unauthorised':
      return [
        {
          text: 'See who the credentials say you are, and renew them',
          command: shell`kubectl --context ${context} auth whoami`,
        },
      ];
    case 'malformed':
    case 'unsupported':
      return [
        {
          text: 'Compare the versions that are served with those that the collector reads',
          command: shell`kubectl --context ${context} api-versions`,
        },
      ];
    default:
      return [
        {
          text: 'Ask the API server from this machine',
          command: shell`kubectl --context ${context} get --raw /readyz`,
        },
      ];
  }
}

/** What to do where it is known exactly what is wrong. */
function detailed(detail: FailureDetail, context: string): Finding['next'][number] {
  const ask = shell`kubectl --context ${context} get --raw /readyz`;
  switch (detail) {
    case 'certificate':
      return {
        text: 'Correct the CA or the address in the kubeconfig, or renew the certificate of the server; this asks with the same',
        command: ask,
      };
    case 'server-error':
      return {
        text: 'Ask the API server which of its own checks fail',
        command: shell`kubectl --context ${context} get --raw '/readyz?verbose'`,
      };
    case 'own-credentials':
      return {
        text: 'Install the program or put the file in place that is named, on the machine and for the user that Causeway runs as, or correct the kubeconfig',
        command: shell`kubectl --context ${context} config view --minify`,
      };
    case 'anonymous':
      return {
        text: 'Give the context of the kubeconfig credentials that the server takes; see who it takes you for',
        command: shell`kubectl --context ${context} auth whoami`,
      };
    case 'not-kubernetes':
      return {
        text: 'Correct the server of the kubeconfig: a login page, a proxy or another service answers at that address',
        command: shell`kubectl --context ${context} -v=6 get --raw /readyz`,
      };
  }
}

function grant(permission: Permission, context: string): Finding['next'][number] {
  const { verb, namespace } = permission;
  const resource = nameOf(permission);
  if (resource.startsWith('/'))
    return {
      text: `Grant ${verb} on the path ${resource} (nonResourceURLs), and check`,
      command: shell`kubectl --context ${context} auth can-i ${verb} ${resource}`,
    };
  return {
    text: `Grant ${verb} on ${resource}, and check`,
    command: namespace
      ? shell`kubectl --context ${context} auth can-i ${verb} ${resource} -n ${namespace}`
      : shell`kubectl --context ${context} auth can-i ${verb} ${resource} -A`,
  };
}

/** A resource with its group, as kubectl takes it: `gateways.submariner.io`. */
export function nameOf({ resource, apiGroup }: Permission): string {
  return apiGroup === '' ? resource : `${resource}.${apiGroup}`;
}
