import { z } from 'zod';
import { NamespaceName } from '#lib/model/namespace-name.ts';

/** Where Cilium lives in a cluster, and in which mesh. */
export const Settings = z.strictObject({
  /** Namespace of `cilium-config`, the agents and the clustermesh-apiserver. */
  namespace: NamespaceName.default('kube-system'),
  /** Tells meshes apart whose clusters have the same names: clusters of one mesh have one text here. */
  mesh: z.string().max(63).default(''),
  /** Watch Services of all namespaces, to tell which are global. */
  globalServices: z.boolean().default(true),
  /** Ask a few pods in themselves, once a minute; the cluster's entry has to allow `exec` too. */
  exec: z.boolean().default(false),
  /** Ask for metrics in a few pods, through the API server's proxy of pods: each, where a Service picks one by chance. */
  podProxy: z.boolean().default(false),
  /** A file with the output of `cilium clustermesh status -o json` of this cluster, written anew from time to time; absolute, or beside the configuration. */
  statusFile: z.string().min(1).max(4096).optional(),
  /** How often that file is written anew, seconds. */
  statusEverySeconds: z.number().min(1).max(86_400).default(60),
});
export type Settings = z.infer<typeof Settings>;
