import type { Fact } from '#lib/model/observation.ts';
import { oncePer } from '#lib/model/once-per.ts';
import type { StatementTable, Template } from '#lib/model/statement-table.ts';
import { words } from '#lib/model/words.ts';
import type { EndpointSpec } from './endpoint-spec.ts';
import { PROOF_FRESH_MS } from './heartbeat.ts';
import type { Names } from './names.ts';
import { peersOf } from './node-templates.ts';

/** Inventory: which gateway each Endpoint that is announced here names, for comparison with what that cluster says itself. */
export function endpointTables(remote: readonly EndpointSpec[], names: Names, provenAt: number): StatementTable[] {
  return announcedTables(remote, names).map((table) => ({ ...table, provenAt }));
}

type Tables = readonly Omit<StatementTable, 'provenAt'>[];
const tabled = new WeakMap<readonly EndpointSpec[], { scope: string; tables: Tables }>();

function announcedTables(remote: readonly EndpointSpec[], names: Names): Tables {
  const known = tabled.get(remote);
  if (known?.scope === names.scope) return known.tables;
  // A table has one row of each peer: the second endpoints of all make another one.
  const byPeer = Map.groupBy(remote, ({ clusterId }) => clusterId)
    .values()
    .toArray();
  const most = Math.max(0, ...byPeer.map((specs) => specs.length));
  const tables = Array.from({ length: most }, (_, nth) =>
    announcedTable(
      byPeer.flatMap((specs) => specs[nth] ?? []),
      nth,
      names,
    ),
  );
  tabled.set(remote, { scope: names.scope, tables });
  return tables;
}

function announcedTable(specs: readonly EndpointSpec[], nth: number, names: Names): Tables[number] {
  return {
    template: { ...ANNOUNCED, id: `endpoint/${nth}` },
    peers: peersOf(
      names,
      specs.map(({ clusterId }) => clusterId),
    ),
    own: specs.map((spec) => ({
      id: nth === 0 ? `endpoint/${spec.clusterId}` : `endpoint/${spec.clusterId}/${spec.hostname}`,
      words: endpointWords(spec),
      facts: endpointFacts(spec),
    })),
    saidAt: Number.POSITIVE_INFINITY,
    figures: null,
    provenForMs: PROOF_FRESH_MS,
    freshForMs: PROOF_FRESH_MS,
  };
}

const ENDPOINT = { id: 'submariner.endpoint', text: 'Endpoint of {peer} names gateway {gateway}' };
const ANNOUNCED: Omit<Template, 'id'> = {
  direction: 'link',
  layer: 'discovery',
  status: 'up',
  words: { ...ENDPOINT, params: {} },
  witness: 'Submariner endpoints',
  facts: [],
  evidence: null,
};

const endpointWords = oncePer(({ clusterId, hostname }: EndpointSpec) =>
  words(ENDPOINT.id, ENDPOINT.text, { peer: clusterId, gateway: hostname }),
);

/** What an Endpoint announces, as facts. */
export const endpointFacts = oncePer((spec: EndpointSpec): Fact[] => {
  return [
    { name: 'clusterId', value: spec.clusterId },
    { name: 'cableName', value: spec.cableName },
    { name: 'gateway', value: spec.hostname },
    { name: 'endpointAddress', value: spec.privateIps.join(', ') },
    { name: 'publicAddress', value: spec.publicIps.join(', ') },
    { name: 'healthCheckAddress', value: spec.healthCheckIps.join(', ') },
    { name: 'cableDriver', value: spec.driver },
    { name: 'subnets', value: spec.subnets.join(', ') },
  ];
});
