import type { ServiceRow, ServiceSummary, ServiceView } from './service-rows.ts';
import type { ServiceScene } from './service-scene.ts';
import { judged, type ServiceStep, unjudged } from './service-step.ts';
import { linkStep, some } from './service-steps.ts';
import type { SpreadMember, SpreadScene } from './spread-scene.ts';
import { compareMarks, countMarks, markOf, worseStatus, worstMark } from './status.ts';

/** A Service that is spread over a mesh, from every cluster that has it, worst first. Pure. `scene`: the same snapshot. */
export function spreadView(spread: SpreadScene, scene: ServiceScene, key: string): ServiceView {
  const rows = rowsOf(spread, scene, key);
  return {
    ...summaryOf(spread, key, rows),
    type: 'unknown',
    ports: spread.members(key)[0]?.spread.ports ?? [],
    exporting: [],
    rows,
    withoutApi: [],
    spread: spread.rows(key),
  };
}

/** Its first line. */
export function spreadSummary(spread: SpreadScene, scene: ServiceScene, key: string): ServiceSummary {
  return summaryOf(spread, key, rowsOf(spread, scene, key));
}

function summaryOf(spread: SpreadScene, key: string, rows: readonly ServiceRow[]): ServiceSummary {
  const [namespace = '', name = ''] = key.split('/');
  const counts = countMarks(rows);
  const exporters = spread
    .members(key)
    .flatMap(({ cluster, spread: { shared, apart } }) => (shared && !apart ? cluster : []));
  return { namespace, name, mark: worstMark(counts), counts, exporters, conflict: null };
}

function rowsOf(spread: SpreadScene, scene: ServiceScene, key: string): ServiceRow[] {
  return spread
    .members(key)
    .map((member) => rowOf(member, spread, scene, key))
    .sort((a, b) => compareMarks(markOf(a), markOf(b)) || (a.cluster < b.cluster ? -1 : 1));
}

function rowOf(member: SpreadMember, spread: SpreadScene, scene: ServiceScene, key: string): ServiceRow {
  const { cluster } = member;
  const lenders = spread.lenders(key, member);
  const steps = [
    lenders.length > 0
      ? judged('export', 'up', `shared by ${lenders.length}`, some(lenders), null)
      : unjudged('export', 'no other cluster shares it with this one'),
    usedStep(member, key),
    unjudged('dns', 'an ordinary name of its own cluster'),
    unjudged('endpoints', 'nobody counts them'),
    lenders.length > 0 ? wayStep(member, lenders, spread, scene) : unjudged('link', 'its own endpoints alone answer'),
  ];
  const owner = steps.find(({ status }) => status === 'degraded' || status === 'down');
  const statuses = steps.flatMap(({ status }) => status ?? []);
  return {
    cluster,
    local: false,
    status: statuses.reduce(worseStatus),
    conflict: steps.some((step) => step.conflict),
    why: owner ? `${owner.step} ${owner.says}${owner.detail ? `: ${owner.detail}` : ''}` : '',
    steps: steps.map((step) => (step === owner ? { ...step, owns: true } : step)),
  };
}

const FIRST = { none: 'own and others alike', local: 'own endpoints first', remote: 'other clusters first' } as const;

function usedStep({ spread: { affinity, apart }, scope, fresh }: SpreadMember, key: string): ServiceStep {
  const at = scope.observedAt;
  if (!fresh) return judged('import', 'stale', 'stale', 'was joined with others', at);
  if (apart)
    return judged('import', 'degraded', 'kept apart', `namespace ${key.split('/')[0]} is kept out of the mesh`, at);
  return judged('import', 'up', `affinity ${affinity}`, FIRST[affinity], at);
}

/** The way to those that lend: its own endpoints answer as well, so nothing is out of reach altogether. */
function wayStep(
  { cluster, spread, system }: SpreadMember,
  lenders: readonly string[],
  all: SpreadScene,
  scene: ServiceScene,
): ServiceStep {
  const { bad, oldestAt } = all.ways(cluster);
  const troubled = lenders.filter((one) => bad.has(one));
  const of = lenders.length;
  const worst = linkStep(cluster, troubled, scene, () => system);
  if (troubled.length === 0 || worst.status === 'up')
    return judged('link', 'up', `${of} of ${of} up`, troubled.length === 0 ? system : worst.detail, oldestAt);
  const step = { ...worst, says: worst.says.replace(/ of \d+ /, ` of ${of} `) };
  if (step.status !== 'down') return step;
  const effect = spread.affinity === 'local' ? 'nobody stands in for it' : 'some requests go there all the same';
  return { ...step, status: 'degraded', detail: `${step.detail}; ${effect}` };
}
