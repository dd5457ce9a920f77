/** One remote cluster in a recorded table, as the metrics columns have it. */
interface Row {
  cluster: string;
  ready: string;
  failures: string;
  lastFailure: string;
}

/** What the process answered from an instant on; nothing: it did not answer. */
interface Moment {
  /** Seconds of the day. */
  atS: number;
  rows: Row[] | null;
}

/** `09:57:15` as seconds of the day. */
export function secondOfDay(text: string): number {
  const [hours = Number.NaN, minutes = Number.NaN, seconds = Number.NaN] = text.split(':').map(Number);
  return hours * 3600 + minutes * 60 + seconds;
}

/**
 * The metrics that a recorded table stands for, as a function of the second of the day. Its columns were read from the metrics;
 * repeated lines were dropped, so a line holds until the next. A cluster that a later line lacks was removed: its series stay at
 * 0 and the count falls, as the recorded texts show.
 */
export function metricsOverTime(table: string): (atS: number) => string | null {
  const agents = table.includes('metric unreachable_nodes');
  const moments = agents ? [] : momentsOf(table);
  const agentLines = agents ? lines(table).map((cells) => ({ atS: secondOfDay(cells[0] ?? ''), cells })) : [];
  return (atS) => {
    if (agents) return agentText(agentLines.findLast((line) => line.atS <= atS)?.cells);
    const past = moments.filter((moment) => moment.atS <= atS);
    return meshText(past);
  };
}

function lines(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('utc'))
    .map((line) => line.split('\t'));
}

function momentsOf(table: string): Moment[] {
  const moments: Moment[] = [];
  for (const [at = '', cluster = '', ...cells] of lines(table)) {
    const atS = secondOfDay(at);
    const last = moments.at(-1);
    const row = { cluster, ready: cells[7] ?? '', failures: cells[8] ?? '', lastFailure: cells[9] ?? '' };
    if (cluster === '') moments.push({ atS, rows: null });
    else if (cluster === '(none)') moments.push({ atS, rows: [] });
    else if (last?.atS === atS && last.rows && !last.rows.some((one) => one.cluster === cluster)) last.rows.push(row);
    else moments.push({ atS, rows: [row] });
  }
  return moments;
}

function meshText(past: readonly Moment[]): string | null {
  const rows = past.at(-1)?.rows;
  if (!rows) return null;
  const prefix = 'cilium_kvstoremesh_remote_cluster';
  const restartedAt = past.findLastIndex((moment) => !moment.rows?.length);
  const earlier = past.slice(restartedAt + 1).flatMap((moment) => moment.rows ?? []);
  const removed = new Map(earlier.map((row) => [row.cluster, { ...row, ready: '0' }]));
  const series = new Map([...removed, ...rows.map((row) => [row.cluster, row] as const)]);
  return [
    `cilium_kvstoremesh_leader_election_master_status{name="kvstoremesh"} ${rows.length > 0 ? 1 : 0}`,
    `${prefix}s ${rows.length}`,
    ...[...series.values()].flatMap(({ cluster, ready, failures, lastFailure }) => [
      `${prefix}_readiness_status{target_cluster="${cluster}"} ${ready}`,
      `${prefix}_failures{target_cluster="${cluster}"} ${failures}`,
      `${prefix}_last_failure_ts{target_cluster="${cluster}"} ${lastFailure}`,
    ]),
  ].join('\n');
}

/** The recorded agents run behind KVStoreMesh and have one remote cluster, which the table does not name. */
function agentText(cells: readonly string[] | undefined): string | null {
  if (!cells) return null;
  const [nodes, endpoints] = (cells[6] ?? '').split('/');
  return [
    'cilium_feature_adv_connect_and_lb_clustermesh_enabled{mode="kvstoremesh"} 1',
    'cilium_clustermesh_remote_clusters 1',
    `cilium_clustermesh_remote_cluster_readiness_status{target_cluster="peer"} ${cells[7]}`,
    `cilium_unreachable_nodes ${nodes}`,
    `cilium_unreachable_health_endpoints ${endpoints}`,
  ].join('\n');
}
