import { sharedSpec } from './endpoint-spec.ts';
import { type Shape, shapeOf } from './shape.ts';

/** What is kept of an Endpoint or a Cluster: hundreds of clusters hold the same of each other. */
export function keptSpec({ spec }: Shape): Shape {
  return { spec: sharedSpec(spec) };
}

/** What is kept of a Gateway: all of its status, its ends shared. */
export function keptGateway({ status }: Shape, before: Shape | undefined): Shape {
  const { localEndpoint, connections, ...rest } = shapeOf(status);
  const known = shapeOf(before?.status).connections;
  return {
    status: {
      ...rest,
      localEndpoint: sharedSpec(localEndpoint),
      connections: keptItems(connections, known, 'endpoint'),
    },
  };
}

/** What is kept of a RouteAgent: of the statistics of each ping only the last one, for which alone it is asked. */
export function keptRouteAgent({ status }: Shape, before: Shape | undefined): Shape {
  const known = shapeOf(before?.status).remoteEndpoints;
  const items = keptItems(shapeOf(status).remoteEndpoints, known, 'spec', ({ status, statusMessage, latencyRTT }) => {
    const { last } = shapeOf(latencyRTT);
    return { status, statusMessage, ...(last === undefined ? {} : { latencyRTT: { last } }) };
  });
  return { status: { remoteEndpoints: items } };
}

/** Items hardly ever change their order or their ends, and are rewritten with every heartbeat. */
function keptItems(items: unknown, before: unknown, end: string, kept = (item: Shape): Shape => item): unknown {
  if (!Array.isArray(items)) return items;
  const known: unknown[] = Array.isArray(before) ? before : [];
  return items.map((item, index) => {
    const value = shapeOf(item)[end];
    const last = shapeOf(known[index])[end];
    return { ...kept(shapeOf(item)), [end]: same(value, last) ? last : sharedSpec(value) };
  });
}

/** Whether two values of a JSON text are the same, fields in any order; of what is nested deeper than a list it says no. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [Object.entries(a), shapeOf(b)];
  if (left.length !== Object.keys(right).length) return false;
  return left.every(([name, value]) => value === right[name] || sameTexts(value, right[name]));
}

function sameTexts(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((text, index) => text === b[index]);
}
