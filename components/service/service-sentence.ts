import type { ApiServiceRow, ServiceDetail, ServiceReaders } from '#lib/api/services.ts';
import { formatCount } from '#lib/client/format.ts';
import type { ServiceStepName } from '#lib/model/service-step.ts';
import { dottedName } from './service-choice.ts';

const STEPS: Record<ServiceStepName, string> = {
  export: 'the export',
  import: 'the import',
  dns: 'DNS',
  endpoints: 'the endpoints',
  link: 'the link',
};

/**
 * Whether the service can be reached, in one sentence: from everywhere, or `from` one cluster; empty means everywhere.
 * `isNowhere`: the fleet is known to have no such cluster.
 */
export function serviceSentence(detail: ServiceDetail, from = '', isNowhere = false): string {
  if (from !== '') return sentenceFrom(detail, from, isNowhere);
  const { counts, exporters } = detail;
  const name = dottedName(detail);
  const clusters = (count: number) => (count === 1 ? '1 cluster' : `${formatCount(count)} clusters`);
  const consumers = detail.rows.filter((row) => !row.local);
  const [worst] = consumers;
  if (!worst) {
    if (exporters.length === 0) return `${name} is exported by nobody, and nobody consumes it.`;
    return `${name} is exported by ${exporters.join(', ')}; no other cluster that we know could consume it.`;
  }
  const of = consumers.length === 1 ? 'the only cluster that could' : `of ${clusters(consumers.length)}`;
  // Of several links one may be down: it fails, and is not out of reach altogether.
  if (counts.down > 0) {
    if (counts.down === consumers.length)
      return `${name} fails from ${consumers.length === 1 ? worst.cluster : `all ${clusters(counts.down)}`}: ${worst.why}`;
    return `${name} fails from ${formatCount(counts.down)} ${of}: ${worst.why}`;
  }
  if (counts.degraded > 0)
    return `${name} is not reached in full from ${formatCount(counts.degraded)} ${of}: ${worst.why}`;
  const known = counts.up + counts.conflict + counts.maintenance;
  if (known === consumers.length) return reached(name, consumers, `all ${clusters(known)}`);
  const silent = consumers.length - known;
  return `Nothing is known to be wrong with ${name}, but of ${formatCount(silent)} ${of} it is not known.`;
}

/** The same from one cluster; it may be one that does not consume it, or none at all. */
function sentenceFrom(detail: ServiceDetail, from: string, isNowhere: boolean): string {
  const name = dottedName(detail);
  const row = detail.rows.find(({ cluster }) => cluster === from);
  if (!row && detail.lackingApi.includes(from))
    return `Nothing in ${from} can consume ${name}: it does not serve the Multi-Cluster Services API.`;
  if (!row && isNowhere) return `There is no cluster ${from} that could consume ${name}.`;
  if (!row) return `${from} is not known here as a consumer of ${name}.`;
  if (row.status === 'down') return `${name} fails from ${from}: ${row.why}`;
  if (row.status === 'degraded') return `${name} is not reached in full from ${from}: ${row.why}`;
  if (row.status !== 'up') return `Whether ${name} can be reached from ${from} is not known.`;
  if (!row.local) return reached(name, [row], from);
  if (countsEndpoints(row)) return `${name} is answered in ${from} itself, which exports it.`;
  return `${name} is exported by ${from} itself; its endpoints are not counted.`;
}

/** Nothing fails. Where nobody counts endpoints nobody knows that one is there: then no more is said than that. */
function reached(name: string, rows: readonly ApiServiceRow[], several: string): string {
  const from = rows.length === 1 ? (rows[0]?.cluster ?? several) : several;
  if (rows.every(countsEndpoints)) return `${name} can be reached from ${from}.`;
  return `Nothing known stands against reaching ${name} from ${from}; its endpoints are not counted${rows.some(countsEndpoints) ? ' everywhere' : ''}.`;
}

function countsEndpoints({ steps }: ApiServiceRow): boolean {
  return !steps.some(({ step, status }) => step === 'endpoints' && status === null);
}

/** Which step owns how many failures: `the link owns 4, the import owns 1`. */
export function ownersSentence({ rows }: Pick<ServiceDetail, 'rows'>): string {
  const owners = rows.flatMap(({ steps, local }) => (local ? [] : (steps.find(({ owns }) => owns)?.step ?? [])));
  const counts = [...Map.groupBy(owners, (step) => step)].map(([step, all]) => ({ step, count: all.length }));
  return counts
    .sort((a, b) => b.count - a.count)
    .map(({ step, count }) => `${STEPS[step]} ${step === 'endpoints' ? 'own' : 'owns'} ${formatCount(count)}`)
    .join(', ');
}

/** Who was asked, where no service is known. */
export function readersSentence({ asked, answered, withoutApi }: ServiceReaders): string {
  const lacking = withoutApi > 0 ? ` ${formatCount(withoutApi)} do not serve the Multi-Cluster Services API.` : '';
  if (asked === 0) return `No cluster serves the Multi-Cluster Services API.`;
  const clusters = asked === 1 ? '1 cluster was' : `${formatCount(asked)} clusters were`;
  return `${clusters} asked, and ${formatCount(answered)} answered.${lacking}`;
}
