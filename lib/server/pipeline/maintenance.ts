/** A time in which a subject is worked on. Instants are epoch milliseconds, the end is exclusive. */
export interface MaintenanceWindow {
  fromAt: number;
  toAt: number;
  clusters: readonly string[];
  sites: readonly string[];
  links: readonly string[];
}

/** Answers what is under maintenance. `current`: the id that a cluster, `currentLink`: the id that a link has now. */
export class Maintenance {
  readonly #windows: readonly MaintenanceWindow[];
  readonly #names: { current(cluster: string): string; currentLink(link: string): string };
  #open: readonly MaintenanceWindow[] = [];

  constructor(
    windows: readonly MaintenanceWindow[],
    names: { current(cluster: string): string; currentLink(link: string): string },
  ) {
    this.#windows = windows;
    this.#names = names;
  }

  /** Looks which windows are open now; answers whether others are than before. */
  advance(now: number): boolean {
    const open = this.#windows.filter((window) => window.fromAt <= now && now < window.toAt);
    const changed = open.length !== this.#open.length || open.some((window, index) => window !== this.#open[index]);
    this.#open = open;
    return changed;
  }

  ofCluster(cluster: string, site: string): boolean {
    return this.#open.some(
      (window) => window.sites.includes(site) || window.clusters.some((id) => this.#names.current(id) === cluster),
    );
  }

  ofLink(link: string): boolean {
    return this.#open.some((window) => window.links.some((id) => this.#names.currentLink(id) === link));
  }
}
