import { linkId } from '#lib/model/identity.ts';
import type { Probe, Tunnel } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { ResolvedReading } from './resolve-reading.ts';
import { RowIndex } from './row-index.ts';

/** The tunnels and probes of a snapshot, each source replacing its own. */
export class LinkTables {
  readonly #snapshot: Pick<Snapshot, 'tunnels' | 'probes'>;
  readonly #tunnels = new RowIndex<Tunnel>();
  readonly #probes = new RowIndex<Probe>();
  readonly #ofSource = new Map<string, readonly (Tunnel | undefined)[]>();

  constructor(snapshot: Pick<Snapshot, 'tunnels' | 'probes'>) {
    this.#snapshot = snapshot;
  }

  replace(source: string, { tunnels, probes }: Pick<ResolvedReading, 'tunnels' | 'probes'>): void {
    this.#ofSource.set(source, tunnels);
    const known = tunnels.filter((tunnel) => tunnel !== undefined);
    for (const id of this.#tunnels.replace(source, known, linkOf)) this.#snapshot.tunnels.set(id, this.#tunnels.of(id));
    for (const id of this.#probes.replace(source, probes, linkOf)) this.#snapshot.probes.set(id, this.#probes.of(id));
  }

  /** The tunnels of a source were seen again, in the order in which it named them. */
  renew(source: string, observedAt: Float64Array): void {
    for (const [index, tunnel] of (this.#ofSource.get(source) ?? []).entries())
      if (tunnel) tunnel.observedAt = observedAt[index] ?? tunnel.observedAt;
  }

  drop(link: string): void {
    this.#snapshot.tunnels.delete(link);
    this.#snapshot.probes.delete(link);
  }
}

function linkOf({ from, to }: { from: string; to: string }): string {
  return linkId(from, to);
}
