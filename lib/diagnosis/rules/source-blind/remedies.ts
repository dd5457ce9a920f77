import type { Cluster } from '#lib/model/cluster.ts';
import type { Finding } from '#lib/model/finding.ts';
import type { Permission, Source } from '#lib/model/source.ts';
import { shell } from '../../shell.ts';

/** What to do about a source that can't be read, by the reason. */
export function remedies(source: Source, cluster: Cluster | undefined): Finding['next'] {
  if (!cluster) return [{ text: `Ask it from this machine: ${source.readThrough}`, command: null }];
  const context = cluster.name;
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
