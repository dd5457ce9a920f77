import { z } from 'zod';

/** Where Submariner lives in a cluster. */
export const Settings = z.object({
  /** Namespace of the operator, its gateways and the synced endpoints. */
  namespace: z.string().min(1).default('submariner-operator'),
  /** Namespace of the broker, in the cluster that hosts it. */
  brokerNamespace: z.string().min(1).default('submariner-k8s-broker'),
});
export type Settings = z.infer<typeof Settings>;
