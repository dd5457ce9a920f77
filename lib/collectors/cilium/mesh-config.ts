import { z } from 'zod';
import { plain } from '#lib/model/words.ts';
import type { View } from '../collector.ts';

const ConfigMap = z.object({ data: z.record(z.string(), z.unknown()) });

/** What `cilium-config` says that concerns other clusters. Its other keys are not read. */
export interface MeshConfig {
  /** Empty for the chart's `default`: then the cluster is in no mesh. */
  clusterName: string;
  /** 1 to 255, or to 511; 0: none given. */
  clusterId: number;
  /** 255 or 511, the same in all clusters of a mesh. */
  maxConnectedClusters: number;
  /** `vxlan`, `geneve`, or `native`. */
  datapath: string;
  encryption: string;
  /** Whether namespaces take part in the mesh that say nothing themselves (1.20). */
  namespacesGlobal: boolean;
}

/** Reads `cilium-config`; nothing while it is not there. */
export function meshConfigOf(view: View): MeshConfig | null {
  const data = ConfigMap.safeParse(view.objects('configmaps')[0]?.object).data?.data;
  if (!data) return null;
  const text = (key: string): string => (typeof data[key] === 'string' ? plain(data[key], 63) : '');
  const whole = (key: string): number => (/^\d{1,3}$/.test(text(key)) ? Number(text(key)) : 0);
  const name = text('cluster-name');
  const native = text('routing-mode') === 'native' || text('tunnel') === 'disabled';
  return {
    namespacesGlobal: text('clustermesh-default-global-namespace').toLowerCase() !== 'false',
    clusterName: name === 'default' ? '' : name,
    clusterId: whole('cluster-id'),
    maxConnectedClusters: whole('max-connected-clusters') || 255,
    datapath: native ? 'native' : text('tunnel-protocol') || text('tunnel') || 'vxlan',
    encryption: text('enable-wireguard') === 'true' ? 'WireGuard' : text('enable-ipsec') === 'true' ? 'IPsec' : 'none',
  };
}
