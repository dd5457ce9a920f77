/** A time in which a subject is worked on. Instants are epoch milliseconds, the end is exclusive. */
export interface MaintenanceWindow {
  fromAt: number;
  toAt: number;
  clusters: readonly string[];
  sites: readonly string[];
  links: readonly string[];
}

/** Answers what is under maintenance. */
export class Maintenance {
  readonly #windows: readonly MaintenanceWindow[];

  constructor(windows: readonly MaintenanceWindow[]) {
    this.#windows = windows;
  }

  get planned(): boolean {
    return this.#windows.length > 0;
  }

  ofCluster(cluster: string, site: string, now: number): boolean {
    return this.#open(now).some((window) => window.clusters.includes(cluster) || window.sites.includes(site));
  }

  ofLink(link: string, now: number): boolean {
    return this.#open(now).some((window) => window.links.includes(link));
  }

  #open(now: number): readonly MaintenanceWindow[] {
    return this.#windows.filter((window) => window.fromAt <= now && now < window.toAt);
  }
}
