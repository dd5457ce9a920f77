import type { Fact } from '#lib/model/observation.ts';
import type { CiliumWorkload } from './workloads.ts';

/**
 * What a person can run to see more, as facts: rules that offer them know no Cilium. They read only. An agent behind
 * KVStoreMesh tests its own cluster alone, so it is asked only where there is none.
 */
export function commandFacts(namespace: string, apiserver: CiliumWorkload | null): Fact[] {
  const inside = `kubectl -n ${namespace} exec`;
  const mesh = `${inside} deploy/clustermesh-apiserver -c kvstoremesh -- /usr/bin/clustermesh-apiserver kvstoremesh-dbg`;
  const agent = `${inside} ds/cilium -c cilium-agent -- cilium-dbg`;
  const behind = apiserver?.containers.includes('kvstoremesh') === true;
  return [
    { name: 'configCommand', value: `kubectl -n ${namespace} get configmap cilium-config -o yaml` },
    { name: 'encryptionCommand', value: `${agent} encrypt status` },
    { name: 'statusCommand', value: behind ? `${mesh} status` : `${agent} status -o json` },
    { name: 'troubleshootCommand', value: behind ? `${mesh} troubleshoot` : `${agent} troubleshoot clustermesh` },
    ...(apiserver?.containers.includes('apiserver')
      ? [
          {
            name: 'writerCommand',
            value: `kubectl -n ${namespace} logs deploy/clustermesh-apiserver -c apiserver --tail 50`,
          },
        ]
      : []),
  ];
}
