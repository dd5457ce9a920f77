import { z } from 'zod';
import { NamespaceName } from '#lib/model/namespace-name.ts';

/** Where Submariner lives in a cluster. */
export const Settings = z.strictObject({
  /** Namespace of the operator, its gateways and the synced endpoints. */
  namespace: NamespaceName.default('submariner-operator'),
  /** Namespace of the broker, in the cluster that hosts it. */
  brokerNamespace: NamespaceName.default('submariner-k8s-broker'),
});
export type Settings = z.infer<typeof Settings>;
