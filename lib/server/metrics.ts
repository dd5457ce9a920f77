import 'server-only';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { MARKS, Status } from '#lib/model/status.ts';
import { accessFaults } from './access/door.ts';
import { causeway } from './causeway.ts';
import { systemClock } from './clock.ts';

const STATUSES = Status.options;
const shared: { causewayProcessMetrics?: Registry } = globalThis as never;

/** The Prometheus exposition of every verdict and of ourselves. Made anew for every scrape: a series that ended is gone. */
export async function readMetrics(): Promise<{ body: string; contentType: string }> {
  const { engine, hub, build } = await causeway();
  const { snapshot } = engine.fleet;
  const now = systemClock.now();
  const registry = new Registry();
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });

  const status = gauge('causeway_direction_status', 'Verdict of a direction: 1 for the status it has', [
    'from',
    'to',
    'status',
  ]);
  const conflict = gauge(
    'causeway_direction_conflict',
    'Whether two fresh witnesses of a direction contradict each other',
    ['from', 'to'],
  );
  const layer = gauge('causeway_layer_status', 'Verdict of one layer of a direction: 1 for the status it has', [
    'from',
    'to',
    'layer',
    'status',
  ]);
  const rtt = gauge('causeway_direction_rtt_seconds', 'Round trip, measured from the side that is named first', [
    'from',
    'to',
  ]);
  const loss = gauge('causeway_direction_loss_ratio', 'Share of the last 30 small echoes lost', ['from', 'to']);
  const fullLoss = gauge(
    'causeway_direction_full_size_loss_ratio',
    'Share of the last 30 full-size transfers lost this way',
    ['from', 'to'],
  );
  const mtu = gauge('causeway_direction_mtu_bytes', 'Largest packet that passes', ['from', 'to', 'basis']);
  const age = gauge('causeway_direction_evidence_age_seconds', 'Age of the oldest evidence that the verdict rests on', [
    'from',
    'to',
  ]);
  for (const link of snapshot.links.values()) {
    for (const direction of link.directions) {
      const { from, to } = direction;
      for (const one of STATUSES) status.set({ from, to, status: one }, direction.status === one ? 1 : 0);
      conflict.set({ from, to }, direction.conflict ? 1 : 0);
      for (const [name, verdict] of Object.entries(direction.layers))
        layer.set({ from, to, layer: name, status: verdict.status }, 1);
      if (direction.rttMs !== null) rtt.set({ from, to }, direction.rttMs / 1000);
      if (direction.lossRatio !== null) loss.set({ from, to }, direction.lossRatio);
      if (direction.fullLossRatio !== null) fullLoss.set({ from, to }, direction.fullLossRatio);
      if (direction.mtuBytes !== null && direction.basis !== null)
        mtu.set({ from, to, basis: direction.basis }, direction.mtuBytes);
      if (direction.observedAt !== null) age.set({ from, to }, (now - direction.observedAt) / 1000);
    }
  }
  const counts = gauge('causeway_directions', 'Directions of the fleet by mark', ['mark']);
  for (const mark of MARKS) counts.set({ mark }, snapshot.totals[mark]);
  const cluster = gauge('causeway_cluster_read', 'Whether we read a cluster', ['cluster']);
  for (const { id, reading } of snapshot.clusters.values()) cluster.set({ cluster: id }, reading === 'read' ? 1 : 0);
  const source = gauge('causeway_source_state', 'Health of a source: 1 for the state it has', [
    'source',
    'system',
    'state',
  ]);
  for (const { id, system, state } of snapshot.sources.values()) source.set({ source: id, system, state }, 1);
  const findings = gauge('causeway_findings', 'Current findings', ['rule', 'severity']);
  for (const finding of snapshot.findings.values()) findings.inc({ rule: finding.rule, severity: finding.severity });
  gauge('causeway_revision', 'Revision of the snapshot', []).set(snapshot.revision);
  gauge('causeway_stream_listeners', 'Open event streams', []).set(hub.listeners);
  gauge('causeway_own_faults', 'Faults of our own', []).set(engine.faults().length + accessFaults().length);
  gauge('causeway_build_info', 'The build that runs', ['build']).set({ build }, 1);
  const { found: stats } = await engine.history.read(0, (store) => store.stats());
  if (stats) gauge('causeway_history_bytes', 'Size of the history on disk', []).set(stats.fileBytes);
  const { fault } = engine.history;
  gauge('causeway_history_ok', 'Whether the history can be read and written', []).set(fault ? 0 : 1);

  const own = withoutUnmeasured(await processMetrics().metrics());
  return { body: `${await registry.metrics()}${own}`, contentType: registry.contentType };
}

/**
 * Leaves out what is no number yet: an event loop that was not measured since the last scrape has no mean, and a minimum of
 * 292 years (seen with prom-client 15).
 */
function withoutUnmeasured(exposition: string): string {
  const unmeasured = /^causeway_nodejs_eventloop_lag_mean_seconds nan$/im.test(exposition);
  return unmeasured ? exposition.replace(/^causeway_nodejs_eventloop_lag_.*\n/gm, '') : exposition;
}

function processMetrics(): Registry {
  if (shared.causewayProcessMetrics) return shared.causewayProcessMetrics;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'causeway_' });
  shared.causewayProcessMetrics = registry;
  return registry;
}
