import type { Contradiction } from '#lib/model/contradiction.ts';
import type { Link } from '#lib/model/link.ts';
import { emptyReading, type Reading } from '#lib/model/reading.ts';
import type { Sample } from '#lib/model/sample.ts';
import { emptySnapshot, type Snapshot } from '#lib/model/snapshot.ts';
import type { Source } from '#lib/model/source.ts';
import { type Change, type Changes, noChange } from './change.ts';
import type { ClusterNames } from './cluster-names.ts';
import type { Reach } from './cluster-register.ts';
import { describeClusters } from './describe-clusters.ts';
import { Figures } from './figures.ts';
import type { FleetOptions, Memories } from './fleet-plan.ts';
import { differs, isSilent } from './link-judge.ts';
import { LinkTables } from './link-tables.ts';
import { Maintenance } from './maintenance.ts';
import { Membership } from './membership.ts';
import { MeshNumbers } from './mesh-numbers.ts';
import { ObservationIndex } from './observation-index.ts';
import { type KnownReading, ReadingBook } from './reading-book.ts';
import type { ReadingSource } from './reading-source.ts';
import { type Renewal, renew } from './renewal.ts';
import { type ResolvedReading, resolveReading } from './resolve-reading.ts';
import { RollUps } from './roll-ups.ts';
import { RuleRunner } from './rule-runner.ts';
import { ServiceBook } from './service-book.ts';
import { endOfCluster, linkTransitions, removalTransitions, sourceTransition } from './transitions.ts';
import { VerdictBook } from './verdict-book.ts';
import { WorkList } from './work-list.ts';

/** How far into a tick each of its parts may last, milliseconds; one piece of each is done in any case. */
const UNTIL_MS = { named: 8, judged: 18, described: 24, diagnosed: 32 };

/** Merges the readings of all sources into one snapshot and judges it. Knows no system by name, no network and no clock. */
export class Fleet {
  readonly snapshot: Snapshot;
  readonly #members: Membership;
  readonly #maintenance: Maintenance;
  readonly #rules: RuleRunner;
  readonly #observations = new ObservationIndex();
  readonly #numbers: MeshNumbers;
  readonly #figures = new Figures();
  readonly #readings = new ReadingBook();
  readonly #verdicts = new VerdictBook();
  readonly #tables: LinkTables;
  readonly #services: ServiceBook;
  readonly #rollUps = new RollUps();
  readonly #work = new WorkList();
  #pending = noChange();

  constructor({ plan, now, diagnose }: FleetOptions) {
    this.#members = new Membership(plan, now, this.#work, this.#verdicts);
    this.#numbers = new MeshNumbers(this.#observations, this.#members.links);
    this.#maintenance = new Maintenance(plan.maintenance, this.#members.names);
    this.#rules = new RuleRunner(diagnose);
    this.snapshot = emptySnapshot(now, { get: (subject) => this.#numbers.said(subject) });
    this.#tables = new LinkTables(this.snapshot);
    this.#services = new ServiceBook(this.snapshot);
    this.#pending.membership = true;
  }

  /** Faults of our own: contexts that are one cluster, and rules that broke at the last tick. */
  get faults(): { part: string; message: string }[] {
    return [...this.#members.twins.faults, ...this.#rules.faults];
  }

  /** Clusters left out because an earlier context reads the same one. */
  get twins(): string[] {
    return this.#members.twins.retired;
  }

  /** Who is who. */
  get names(): Pick<ClusterNames, 'version' | 'known' | 'current' | 'currentLink' | 'formerly'> {
    return this.#members.names;
  }

  /** Who is probed by whom. */
  get peers(): Pick<Membership, 'peersOf' | 'peersVersion'> {
    return this.#members;
  }

  /** Who contradicts whom in a direction, flagged or not yet. */
  contradictionOf(from: string, to: string): Contradiction | null {
    return this.#verdicts.contradiction(from, to);
  }

  /** The samples that came in since the last call. */
  takeSamples(): Sample[] {
    return this.#figures.take();
  }

  /** Puts back what was known before a start: stale until fresh evidence says the same; names and links hold until told anew. */
  restore(memories: Memories, now: number): void {
    this.#verdicts.restore(memories.directions);
    this.#rules.restore(memories.findings, now);
    for (const id of this.#members.restore(memories, now))
      this.#pending.transitions.push(...removalTransitions(id, now));
  }

  setReach(cluster: string, reach: Reach): void {
    this.#members.clusters.setReach(cluster, reach);
    this.#work.clusters.add(cluster);
  }

  setSource(source: Source, now: number): void {
    if (source.cluster !== null && this.#members.twins.has(source.cluster)) return;
    const changes = sourceTransition(this.snapshot.sources.get(source.id), source, now);
    if (changes.length > 0) this.#pending.sources.add(source.id);
    this.#pending.transitions.push(...changes);
    this.snapshot.sources.set(source.id, source);
  }

  /** Replaces what one source says. */
  setReading(source: ReadingSource, reading: Reading, now: number): void {
    const { twins } = this.#members;
    if (reading.facts.uid)
      for (const { later, first } of twins.meet(source.cluster, reading.facts.uid)) this.#retire(later, first, now);
    if (twins.has(source.cluster)) return;
    const known = this.#readings.keep(source, reading);
    if (this.#members.learn(source, reading)) this.#readings.misread();
    this.#figures.record(this.#apply(known, now).samples);
  }

  /** What one source said goes on to hold: instants move, and facts for the detail views. */
  setRenewal(source: ReadingSource, renewal: Renewal, now: number): void {
    const known = this.#readings.of(source.id);
    if (!known || this.#members.twins.has(source.cluster)) return;
    renew(known.reading, renewal);
    this.#age(this.#observations.renew(source.id, known.reading, now));
    this.#tables.renew(source.id, renewal.tunnelsObservedAt);
    if (renewal.cluster) this.#members.describe(source, known.reading);
    const measured = { statements: [], probes: [], measurements: renewal.measurements };
    this.#figures.record(resolveReading(measured, source, this.#members.meantIn(known.meant, now), now).samples);
  }

  /** Every source has answered or failed once: who is not known by now is known by hearsay only. */
  settle(): void {
    if (this.#members.settle()) this.#readings.misread();
  }

  #apply({ source, reading, meant }: KnownReading, now: number): ResolvedReading {
    const idOf = this.#members.idsOf(reading, now, meant);
    const resolved = resolveReading(reading, source, idOf, now);
    this.#members.take(source, reading, resolved, now);
    this.#say(source.id, resolved, now);
    const parts = this.#readings.takeParts(source, reading);
    this.#pending.services = this.#services.take(source, reading, parts) || this.#pending.services;
    for (const [key, part] of parts) {
      const said = resolveReading(part, source, idOf, now);
      this.#say(`${source.id} ${key}`, said, now);
      if (said.observations.includes(undefined)) this.#readings.retry(source, key);
    }
    return resolved;
  }

  /** Replaces what was said under a key: of a source, or of a part of what it says. */
  #say(key: string, resolved: ResolvedReading, now: number): void {
    const { said, aged } = this.#observations.replace(key, resolved, now);
    for (const group of said) this.#work.touch(group, this.#work.links);
    this.#age(aged);
    this.#tables.replace(key, resolved);
  }

  /** Fresh evidence of the same as before ends a silence: that is no mere age. */
  #age(groups: Iterable<string>): void {
    for (const group of groups) {
      const link = this.snapshot.links.get(group.slice('link/'.length));
      this.#work.touch(group, link && isSilent(link) ? this.#work.links : this.#work.aged);
    }
  }

  /** Two contexts read one cluster: what the later one says is dropped. */
  #retire(later: string, first: string, now: number): void {
    for (const { source } of this.#readings.ofCluster(later)) {
      this.#members.learn(source, emptyReading());
      this.#apply({ source, reading: emptyReading(), meant: new Map() }, now);
      this.#readings.drop(source);
    }
    for (const source of this.snapshot.sources.values()) {
      if (source.cluster !== later) continue;
      this.snapshot.sources.delete(source.id);
      this.#pending.sources.add(source.id);
    }
    this.#members.retire(later, first);
    this.#removeCluster(later, now, this.#pending);
    this.#readings.misread();
  }

  /**
   * Judges what changed and what time alone changed. Answers nothing when there is no new revision and nothing for the history.
   * `spentMs` answers how long it has taken: what does not fit into its share has its turn in the next one.
   */
  tick(now: number, spentMs: () => number = () => 0): Change | undefined {
    if (this.#members.presume()) this.#readings.misread();
    for (const known of this.#readings.takeMisread()) {
      if (this.#members.stillMeans(known.reading, known.meant, now)) this.#readings.understood(known.source);
      else this.#apply(known, now);
      if (spentMs() >= UNTIL_MS.named) break;
    }
    const change = this.#pending;
    this.#pending = noChange();
    this.#expire(now, change);
    for (const id of this.#toJudge(now)) {
      this.#judge(id, now, change);
      if (spentMs() >= UNTIL_MS.judged) break;
    }
    this.#describeClusters(now, change, () => spentMs() >= UNTIL_MS.described);
    const moved = change.links.size + change.clusters.size + change.removedLinks.size > 0 || change.membership;
    const placeOf = (cluster: string) => this.#members.clusters.place(cluster);
    if (moved) Object.assign(this.snapshot, this.#rollUps.of(this.snapshot.clusters, placeOf));
    this.snapshot.generatedAt = now;
    const told = change.sources.size > 0 || change.services;
    const found = this.#rules.run(this.snapshot, moved || told, now, () => spentMs() >= UNTIL_MS.diagnosed);
    change.findings = found.length > 0;
    change.transitions.push(...found);
    const revised = moved || told || change.findings;
    if (!revised && change.transitions.length === 0) return undefined;
    if (revised) this.snapshot.revision += 1;
    return { ...change, revision: this.snapshot.revision };
  }

  /** Whether the last tick left something for the next one. */
  get behind(): boolean {
    const { links, clusters } = this.#work;
    return links.size + clusters.size > 0 || this.#readings.behind || this.#rules.behind;
  }

  #toJudge(now: number): Iterable<string> {
    if (this.#maintenance.advance(now)) this.#work.addAll(this.snapshot);
    for (const id of this.#work.clusters) this.#work.addLinks(this.#numbers.take(id));
    this.#work.addLinks(this.#verdicts.takeDue(now, (link) => this.#numbers.freshUntil(link)));
    return this.#work.takeLinks(now);
  }

  #judge(id: string, now: number, change: Changes): void {
    const { links } = this.#members;
    const ends = links.ends(id);
    if (!ends) return;
    const previous = this.snapshot.links.get(id);
    const observations = this.#numbers.said(`link/${id}`);
    const link = this.#verdicts.judge({
      id,
      ends,
      systems: links.systems(id),
      expected: links.expected(id),
      observations,
      previous,
      figures: this.#figures,
      promisedMtuBytes: this.#members.promisedMtuBytes(id),
      maintenance: this.#maintenance.ofLink(id) || ends.some((end) => this.#clusterUnderMaintenance(end)),
      now,
    });
    this.snapshot.links.set(id, link);
    this.#rollUps.count(link, this.#siteOf);
    if (!differs(previous, link)) return;
    change.links.add(id);
    if (previous?.systems.join() !== link.systems.join()) this.#work.addLinks(this.#numbers.beside(ends));
    if (!previous)
      change.transitions.push({ at: now, kind: 'membership', subject: `link/${id}`, state: { clusters: ends } });
    // Until fresh evidence speaks after a start the history says `not-watched`, and no stale state of ours replaces it.
    if (!this.#verdicts.unwatched(link)) change.transitions.push(...linkTransitions(previous, link, now));
    for (const end of ends) this.#work.clusters.add(end);
  }

  #expire(now: number, change: Changes): void {
    for (const [id, ends] of this.#members.expire(now)) {
      this.#verdicts.forget(ends);
      this.#work.addLinks(this.#numbers.beside(ends));
      for (const end of ends) this.#work.clusters.add(end);
      if (!this.snapshot.links.delete(id)) continue;
      this.#tables.drop(id);
      this.#rollUps.drop(id);
      change.removedLinks.add(id);
      change.transitions.push(...removalTransitions(id, now));
    }
    for (const id of this.#members.dropUnspokenOf()) this.#removeCluster(id, now, change);
  }

  #removeCluster(id: string, now: number, change: Changes): void {
    this.snapshot.clusters.delete(id);
    change.transitions.push(...endOfCluster(id, now));
    change.membership = true;
  }

  readonly #siteOf = (cluster: string) => this.snapshot.clusters.get(cluster)?.site;

  #describeClusters(now: number, change: Changes, enough: () => boolean): void {
    const underMaintenance = (id: string) => this.#clusterUnderMaintenance(id);
    const moved = (links: readonly Link[]) => {
      for (const link of links) this.#rollUps.count(link, this.#siteOf);
    };
    const scene = { snapshot: this.snapshot, members: this.#members, underMaintenance, moved };
    describeClusters(this.#work.clusters, scene, now, change, enough);
  }

  #clusterUnderMaintenance(id: string): boolean {
    return this.#maintenance.ofCluster(id, this.snapshot.clusters.get(id)?.site ?? this.#members.clusters.place(id).id);
  }
}
