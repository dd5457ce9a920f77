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

  constructor(snapshot: Pick<Snapshot, 'tunnels' | 'probes'>) {
    this.#snapshot = snapshot;
  }

  replace(source: string, { tunnels, probes }: Pick<ResolvedReading, 'tunnels' | 'probes'>): void {
    for (const id of this.#tunnels.replace(source, tunnels, linkOf))
      this.#snapshot.tunnels.set(id, this.#tunnels.of(id));
    for (const id of this.#probes.replace(source, probes, linkOf)) this.#snapshot.probes.set(id, this.#probes.of(id));
  }

  drop(link: string): void {
    this.#snapshot.tunnels.delete(link);
    this.#snapshot.probes.delete(link);
  }
}

function linkOf({ from, to }: { from: string; to: string }): string {
  return linkId(from, to);
}
