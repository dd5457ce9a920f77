import type { Peer } from '#lib/collectors/collector.ts';
import { type Alias, aliasKey, type Cluster, type Site } from '#lib/model/cluster.ts';
import type { Finding } from '#lib/model/finding.ts';
import { directionId, linkId } from '#lib/model/identity.ts';
import type { Probe, Tunnel } from '#lib/model/link.ts';
import { ownAlias, type Reading } from '#lib/model/reading.ts';
import type { Sample } from '#lib/model/sample.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { Source } from '#lib/model/source.ts';
import { countMarks, emptyCounts } from '#lib/model/status.ts';
import type { Contradiction, DirectionVerdict } from '#lib/model/verdict.ts';
import { AliasBook } from './alias-book.ts';
import { type Change, noChange } from './change.ts';
import { ClusterRegister, type Reach } from './cluster-register.ts';
import { Figures } from './figures.ts';
import { findingTransitions } from './finding-changes.ts';
import { differs, judgeLink, type Suspended } from './link-judge.ts';
import { LinkRegister } from './link-register.ts';
import { Maintenance, type MaintenanceWindow } from './maintenance.ts';
import { ObservationIndex } from './observation-index.ts';
import { type ReadingSource, resolveReading } from './resolve-reading.ts';
import { RowIndex } from './row-index.ts';
import { summarise } from './summarise.ts';
import {
  clusterTransition,
  linkTransitions,
  observationTransition,
  removalTransitions,
  sourceTransition,
} from './transitions.ts';

/** What the configuration says of the fleet. */
export interface FleetPlan {
  clusters: {
    id: string;
    name: string;
    place: Pick<Site, 'id' | 'name' | 'kind' | 'provider' | 'region'> | undefined;
    aliases: Alias[];
  }[];
  links: { clusters: [string, string]; rttMs: number | null; mtuBytes: number | null; probe: boolean }[];
  maintenance: MaintenanceWindow[];
}

/** What the rules came to, and which of them broke. */
export interface Diagnosis {
  findings: Map<string, Finding>;
  faults: { part: string; message: string }[];
}

export interface FleetOptions {
  plan: FleetPlan;
  now: number;
  /** The rules: pure, over the snapshot as it stands and the findings of the last run. */
  diagnose: (snapshot: Snapshot, previous: ReadonlyMap<string, Finding>, now: number) => Diagnosis;
}

/** What is kept over a restart. */
export interface Memories {
  /** By `from>to`; `suspended`: the status that fresh evidence may find again. */
  directions: ReadonlyMap<string, { verdict: DirectionVerdict; suspended: Suspended | null }>;
  /** Epoch milliseconds of the last answer, by cluster. */
  clusters: ReadonlyMap<string, number>;
  aliases: readonly { source: string; cluster: string; alias: Alias; hosts: readonly string[] }[];
}

/** Links whose instants moved are judged again within this many ticks: ages are figures and can wait. */
const AGE_ROUNDS = 5;
/** Most links that are judged in one tick, so that nobody waits for a whole fleet: the rest has its turn in the next ones. */
const MOST_JUDGED = 500;

/** Most statements that are resolved anew in one tick after names changed: the rest waits for the next one. */
const MOST_RESOLVED = 5000;

/** Merges the readings of all sources into one snapshot and judges it. Knows no system by name, no network and no clock. */
export class Fleet {
  readonly snapshot: Snapshot;
  readonly #maintenance: Maintenance;
  readonly #diagnose: FleetOptions['diagnose'];
  readonly #clusters = new ClusterRegister();
  readonly #links = new LinkRegister();
  readonly #aliases = new AliasBook();
  readonly #observations = new ObservationIndex();
  readonly #figures = new Figures();
  readonly #promises = new Map<string, FleetPlan['links'][number]>();
  readonly #readings = new Map<string, { source: ReadingSource; reading: Reading }>();
  /** Sources whose peers may have other ids by now. */
  readonly #misnamed = new Set<string>();
  readonly #peers = new Map<string, { version: number; peers: Peer[] }>();
  readonly #hearsay = new Map<string, string>();
  readonly #redirects = new Map<string, string>();
  readonly #verdicts = new Map<string, DirectionVerdict>();
  /** Until when nothing changes by time alone, by link, epoch milliseconds. */
  readonly #validUntil = new Map<string, number>();
  readonly #suspended = new Map<string, Suspended>();
  readonly #tunnels = new RowIndex<Tunnel>();
  readonly #probes = new RowIndex<Probe>();
  #dirty = new Set<string>();
  readonly #aged = new Set<string>();
  #dirtyClusters = new Set<string>();
  #pending = noChange();
  #samples: Sample[] = [];
  #ticks = 0;
  /** Rises when a cluster says other names of itself. */
  aliasVersion = 0;
  #settled = false;
  /** Rises when what `peersOf` answers may have changed. */
  peersVersion = 0;
  /** Rules that broke at the last tick: faults of our own. */
  faults: { part: string; message: string }[] = [];

  constructor({ plan, now, diagnose }: FleetOptions) {
    this.#maintenance = new Maintenance(plan.maintenance);
    this.#diagnose = diagnose;
    this.snapshot = {
      revision: 0,
      generatedAt: now,
      totals: emptyCounts(),
      sites: [],
      clusters: new Map(),
      links: new Map(),
      observations: new Map(),
      tunnels: new Map(),
      probes: new Map(),
      sources: new Map(),
      findings: new Map(),
    };
    for (const cluster of plan.clusters) {
      this.#clusters.add(cluster.id, cluster.name, cluster.place, now);
      const names = [ownAlias(cluster.id), ...cluster.aliases].map((alias) => ({ alias, hosts: [] }));
      this.#aliases.claim(`configuration/${cluster.id}`, cluster.id, names);
      this.#dirtyClusters.add(cluster.id);
    }
    for (const link of plan.links) {
      this.#promises.set(linkId(...link.clusters), link);
      if (!link.probe) continue;
      this.#links.configure(...link.clusters);
      this.#dirty.add(linkId(...link.clusters));
    }
    this.#pending.membership = true;
  }

  /** The samples that came in since the last call. */
  takeSamples(): Sample[] {
    const samples = this.#samples;
    this.#samples = [];
    return samples;
  }

  /**
   * Puts back what was known before a start: a status returns when fresh evidence says the same, until then it is stale; names
   * hold until the cluster says its own.
   */
  restore({ directions, clusters, aliases }: Memories): void {
    for (const [id, { verdict, suspended }] of directions) {
      this.#verdicts.set(id, verdict);
      if (suspended) this.#suspended.set(id, suspended);
    }
    for (const [id, lastSuccessAt] of clusters) this.#clusters.remember(id, lastSuccessAt);
    for (const [source, claims] of Map.groupBy(aliases, (claim) => claim.source)) {
      const cluster = claims[0]?.cluster ?? '';
      if (this.#clusters.has(cluster)) this.#aliases.claim(source, cluster, claims);
    }
  }

  /** The names that clusters said of themselves, to be kept over a restart. */
  aliasClaims(): Memories['aliases'] {
    return this.#aliases.claims();
  }

  setReach(cluster: string, reach: Reach): void {
    this.#clusters.setReach(cluster, reach);
    this.#dirtyClusters.add(cluster);
  }

  setSource(source: Source, now: number): void {
    const before = this.snapshot.sources.get(source.id);
    const changes = sourceTransition(before, source, now);
    if (changes.length > 0) this.#pending.sources.add(source.id);
    this.#pending.transitions.push(...changes);
    this.snapshot.sources.set(source.id, source);
  }

  /** Replaces what one source says. */
  setReading(source: ReadingSource, reading: Reading, now: number): void {
    this.#readings.set(source.id, { source, reading });
    const renamed = this.#aliases.claim(source.id, source.cluster, reading.aliases);
    if (renamed) this.aliasVersion += 1;
    const resolved = this.#apply(source, reading, now);
    for (const sample of resolved.samples) this.#figures.record(sample);
    this.#samples.push(...resolved.samples);
    if (renamed) this.#misname();
    this.#misnamed.delete(source.id);
  }

  /** Names changed: every reading is to be resolved anew, in the ticks that come. */
  #misname(): void {
    this.#takeOver();
    for (const id of this.#readings.keys()) this.#misnamed.add(id);
  }

  #resolveAnew(now: number): void {
    let resolved = 0;
    for (const id of this.#misnamed) {
      if (resolved > MOST_RESOLVED) break;
      this.#misnamed.delete(id);
      const known = this.#readings.get(id);
      if (known) this.#apply(known.source, known.reading, now);
      resolved += known?.reading.statements.length ?? 0;
    }
  }

  #apply(source: ReadingSource, reading: Reading, now: number) {
    const hosts = new Map(reading.peers.map((claim) => [aliasKey(claim.peer), claim.hosts]));
    const ids = new Map<string, string | undefined>();
    const idOf = (peer: Alias) => {
      const key = aliasKey(peer);
      if (!ids.has(key)) ids.set(key, this.#idOf(peer, hosts.get(key) ?? [], now));
      return ids.get(key);
    };
    const resolved = resolveReading(reading, source, idOf, now);
    const named = this.#links.name(source.id, source.system, source.cluster, resolved.peers, now);
    const replaced = this.#observations.replace(source.id, resolved.observations);
    for (const group of replaced.said) this.#touch(group, this.#dirty);
    for (const group of replaced.aged) this.#touch(group, this.#aged);
    for (const observation of replaced.changed)
      this.#pending.transitions.push(observationTransition(observation, now, false));
    for (const observation of replaced.ended)
      this.#pending.transitions.push(observationTransition(observation, now, true));
    for (const peer of resolved.peers) this.#dirty.add(linkId(source.cluster, peer.cluster));
    this.#table(source.id, resolved.tunnels, resolved.probes);
    const offered = this.#clusters.setSystem(source.cluster, source.system, {
      facts: reading.facts,
      offers: reading.offers,
      aliases: reading.aliases.map(({ alias }) => alias),
    });
    if (named || offered) this.peersVersion += 1;
    for (const claim of reading.peers) {
      const peer = idOf(claim.peer);
      if (!claim.offers || peer === undefined || !this.#clusters.isHearsay(peer)) continue;
      const part = { facts: {}, offers: claim.offers, aliases: [claim.peer] };
      if (this.#clusters.setSystem(peer, source.system, part)) this.peersVersion += 1;
    }
    this.#dirtyClusters.add(source.cluster);
    return resolved;
  }

  /**
   * Every source has answered or failed once: who is not known by now is known by hearsay only. Before, a peer that nobody
   * claims may be one of ours that has not said its names yet.
   */
  settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    for (const id of this.#readings.keys()) this.#misnamed.add(id);
  }

  #idOf(peer: Alias, hosts: readonly string[], now: number): string | undefined {
    const known = this.#aliases.resolve(peer, hosts);
    if (known) return known;
    if (!this.#settled) return undefined;
    const key = aliasKey(peer);
    const id = this.#hearsay.get(key) ?? this.#clusters.addHearsay(peer.system, peer.name, now);
    this.#hearsay.set(key, id);
    this.#dirtyClusters.add(id);
    return id;
  }

  /** Clusters that others spoke of and that one of ours turns out to be: their links end here and go on under the new id. */
  #takeOver(): void {
    for (const [key, old] of this.#hearsay) {
      const [system = '', scope = '', name = ''] = key.split('\n');
      const current = this.#aliases.resolve({ system, scope, name }, []);
      if (!current) continue;
      this.#hearsay.delete(key);
      this.#redirects.set(old, current);
      this.#links.forget(old);
    }
  }

  #touch(group: string, set: Set<string>): void {
    if (group.startsWith('link/')) set.add(group.slice(5));
    else if (group.startsWith('cluster/')) this.#dirtyClusters.add(group.slice(8));
  }

  #table(source: string, tunnels: readonly Tunnel[], probes: readonly Probe[]): void {
    const of = (row: { from: string; to: string }) => linkId(row.from, row.to);
    for (const id of this.#tunnels.replace(source, tunnels, of)) this.snapshot.tunnels.set(id, this.#tunnels.of(id));
    for (const id of this.#probes.replace(source, probes, of)) this.snapshot.probes.set(id, this.#probes.of(id));
  }

  /** The id a cluster has now: one that others spoke of may have turned out to be one of ours. */
  currentCluster(id: string): string {
    return this.#redirects.get(id) ?? id;
  }

  /** The id a link has now. */
  currentLink(id: string): string {
    const [a, b] = id.split('~');
    return a && b ? linkId(this.currentCluster(a), this.currentCluster(b)) : id;
  }

  /** Who contradicts whom in a direction, flagged or not yet. */
  contradictionOf(from: string, to: string): Contradiction | null {
    return this.#verdicts.get(directionId(from, to))?.contradiction ?? null;
  }

  /** The peers of a cluster with what may be probed there, in order of id. */
  peersOf(cluster: string): Peer[] {
    const known = this.#peers.get(cluster);
    if (known?.version === this.peersVersion) return known.peers;
    const peers = this.#findPeers(cluster);
    this.#peers.set(cluster, { version: this.peersVersion, peers });
    return peers;
  }

  #findPeers(cluster: string): Peer[] {
    return this.#links
      .ofCluster(cluster)
      .flatMap((id) => {
        const ends = this.#links.ends(id);
        const promise = this.#promises.get(id);
        if (!ends || promise?.probe === false) return [];
        const peer = ends[0] === cluster ? ends[1] : ends[0];
        return [
          {
            cluster: peer,
            offers: this.#clusters.offers(peer),
            promise: { rttMs: promise?.rttMs ?? null, mtuBytes: promise?.mtuBytes ?? null },
          },
        ];
      })
      .sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  }

  /** Judges what changed and what time alone changed. Answers nothing when there is no new revision and nothing for the history. */
  tick(now: number): Change | undefined {
    this.#ticks += 1;
    this.#resolveAnew(now);
    const change = this.#pending;
    this.#pending = noChange();
    this.#expire(now, change);
    for (const id of this.#toJudge(now)) this.#judge(id, now, change);
    this.#describeClusters(now, change);
    const moved = change.links.size + change.clusters.size + change.removedLinks.size > 0 || change.membership;
    if (moved)
      Object.assign(
        this.snapshot,
        summarise(this.snapshot, (cluster) => this.#clusters.place(cluster)),
      );
    this.snapshot.generatedAt = now;
    this.#applyRules(now, change);
    const revised = moved || change.findings || change.sources.size > 0;
    if (!revised && change.transitions.length === 0) return undefined;
    if (revised) this.snapshot.revision += 1;
    return { ...change, revision: this.snapshot.revision };
  }

  /** Whether the last tick left something for the next one. */
  get behind(): boolean {
    return this.#dirty.size > 0 || this.#misnamed.size > 0;
  }

  #toJudge(now: number): Set<string> {
    const due = this.#dirty;
    this.#dirty = new Set();
    for (const id of this.#links.ids()) if ((this.#validUntil.get(id) ?? 0) <= now) due.add(id);
    if (this.#maintenance.planned) {
      for (const [id, link] of this.snapshot.links) {
        if (this.#underMaintenance(id, now) !== (link.status === 'maintenance')) due.add(id);
      }
    }
    if (due.size > MOST_JUDGED) {
      this.#dirty = new Set([...due].slice(MOST_JUDGED));
      return new Set([...due].slice(0, MOST_JUDGED));
    }
    if (this.#ticks % AGE_ROUNDS !== 0) return due;
    for (const id of this.#aged) {
      if (due.size >= MOST_JUDGED) break;
      this.#aged.delete(id);
      due.add(id);
    }
    return due;
  }

  #judge(id: string, now: number, change: Omit<Change, 'revision'>): void {
    const ends = this.#links.ends(id);
    if (!ends) return;
    const previous = this.snapshot.links.get(id);
    const observations = this.#observations.of(`link/${id}`);
    const { link, verdicts } = judgeLink({
      id,
      ends,
      systems: this.#links.systems(id),
      expected: this.#links.expected(id),
      observations,
      verdicts: this.#verdicts,
      suspended: this.#suspended,
      previous,
      figures: this.#figures,
      promisedMtuBytes: this.#promises.get(id)?.mtuBytes ?? null,
      maintenance: this.#underMaintenance(id, now),
      now,
    });
    for (const [index, verdict] of verdicts.entries()) {
      const direction = link.directions[index];
      if (direction)
        this.#verdicts.set(directionId(direction.from, direction.to), { ...verdict, since: direction.since });
    }
    this.#validUntil.set(id, Math.min(...verdicts.map((verdict) => verdict.validUntil)));
    this.snapshot.links.set(id, link);
    this.snapshot.observations.set(`link/${id}`, observations);
    if (!differs(previous, link)) return;
    change.links.add(id);
    if (!previous)
      change.transitions.push({ at: now, kind: 'membership', subject: `link/${id}`, state: { clusters: ends } });
    // Until fresh evidence speaks after a start the history says `not-watched`, and no stale state of ours replaces it.
    const unwatched = link.directions.every(({ from, to }) => this.#suspended.has(directionId(from, to)));
    if (!unwatched) change.transitions.push(...linkTransitions(previous, link, now));
    for (const end of ends) this.#dirtyClusters.add(end);
  }

  #expire(now: number, change: Omit<Change, 'revision'>): void {
    for (const id of this.#links.expire(now)) {
      const link = this.snapshot.links.get(id);
      this.peersVersion += 1;
      this.snapshot.links.delete(id);
      this.#validUntil.delete(id);
      if (!link) continue;
      change.removedLinks.add(id);
      change.transitions.push(...removalTransitions(link, now));
      for (const direction of link.directions) this.#verdicts.delete(directionId(direction.from, direction.to));
      for (const end of link.clusters) this.#dirtyClusters.add(end);
    }
    for (const id of this.#clusters.ids()) {
      if (!this.#clusters.isHearsay(id) || this.#links.ofCluster(id).length > 0) continue;
      this.#clusters.remove(id);
      this.snapshot.clusters.delete(id);
      for (const [key, hearsay] of this.#hearsay) if (hearsay === id) this.#hearsay.delete(key);
      change.transitions.push({ at: now, kind: 'membership', subject: `cluster/${id}`, state: null });
      change.membership = true;
    }
  }

  #describeClusters(now: number, change: Omit<Change, 'revision'>): void {
    for (const id of this.#dirtyClusters) {
      const described = this.#clusters.describe(id, this.#clusterUnderMaintenance(id, now));
      if (!described) continue;
      const links = this.#links.ofCluster(id).flatMap((link) => this.snapshot.links.get(link) ?? []);
      const cluster: Cluster = { ...described, counts: countMarks(links.flatMap((link) => link.directions)) };
      const before = this.snapshot.clusters.get(id);
      const transitions = clusterTransition(before, cluster, now);
      const counted = JSON.stringify(before?.counts) !== JSON.stringify(cluster.counts);
      if (!before) change.membership = true;
      if (transitions.length > 0 || counted || before?.site !== cluster.site || before.reading !== cluster.reading)
        change.clusters.add(id);
      change.transitions.push(...transitions);
      this.snapshot.clusters.set(id, cluster);
      this.snapshot.observations.set(`cluster/${id}`, this.#observations.of(`cluster/${id}`));
    }
    this.#dirtyClusters = new Set();
  }

  #applyRules(now: number, change: Omit<Change, 'revision'>): void {
    const { findings: after, faults } = this.#diagnose(this.snapshot, this.snapshot.findings, now);
    this.faults = faults;
    const transitions = findingTransitions(this.snapshot.findings, after, now);
    change.findings = transitions.length > 0;
    change.transitions.push(...transitions);
    this.snapshot.findings = after;
  }

  #clusterUnderMaintenance(id: string, now: number): boolean {
    if (!this.#maintenance.planned) return false;
    return this.#maintenance.ofCluster(id, this.snapshot.clusters.get(id)?.site ?? this.#clusters.place(id).id, now);
  }

  #underMaintenance(link: string, now: number): boolean {
    if (!this.#maintenance.planned) return false;
    return (
      this.#maintenance.ofLink(link, now) ||
      (this.#links.ends(link) ?? []).some((end) => this.#clusterUnderMaintenance(end, now))
    );
  }
}
