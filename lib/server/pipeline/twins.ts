/** Contexts that turn out to be one cluster: the first in the order of the kubeconfig reads it, the others are left out. */
export class Twins {
  readonly #order: ReadonlyMap<string, number>;
  readonly #uids = new Map<string, string>();
  readonly #retired = new Map<string, string>();

  /** `clusters`: ids in the order of the kubeconfig. */
  constructor(clusters: readonly string[]) {
    this.#order = new Map(clusters.map((id, index) => [id, index]));
  }

  /** Learns which UID the kube-system namespace of a cluster has; answers who is to be left out, and as whom it is read. */
  meet(cluster: string, uid: string): { later: string; first: string }[] {
    if (this.#uids.get(cluster) === uid) return [];
    this.#uids.set(cluster, uid);
    const same = [...this.#uids].flatMap(([id, other]) => (other === uid && !this.#retired.has(id) ? [id] : []));
    const [first, ...later] = same.sort((a, b) => this.#place(a) - this.#place(b));
    if (first === undefined) return [];
    for (const one of later) this.#retired.set(one, first);
    return later.map((one) => ({ later: one, first }));
  }

  has(cluster: string): boolean {
    return this.#retired.has(cluster);
  }

  /** Clusters that are left out. */
  get retired(): string[] {
    return [...this.#retired.keys()];
  }

  get faults(): { part: string; message: string }[] {
    return [...this.#retired].map(([later, first]) => ({
      part: `context of ${later}`,
      message: `is the same cluster as ${first} (one UID of kube-system): it is read once, as ${first}`,
    }));
  }

  #place(cluster: string): number {
    return this.#order.get(cluster) ?? Number.POSITIVE_INFINITY;
  }
}
