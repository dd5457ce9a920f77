import { sharedEnd } from './endpoint-spec.ts';
import { type Shape, shapeOf } from './shape.ts';

/** What is kept of an Endpoint. */
export function keptEndpoint(object: Shape): Shape {
  return { spec: sharedEnd(object.spec) };
}

/** What is kept of a Gateway: all of its status, its ends shared. */
export function keptGateway({ status }: Shape): Shape {
  const { localEndpoint, connections, ...rest } = shapeOf(status);
  return {
    status: { ...rest, localEndpoint: sharedEnd(localEndpoint), connections: keptItems(connections, 'endpoint') },
  };
}

/** What is kept of a RouteAgent: of the statistics of each ping only the last one, for which alone it is asked. */
export function keptRouteAgent({ status }: Shape): Shape {
  const remoteEndpoints = keptItems(
    shapeOf(status).remoteEndpoints,
    'spec',
    ({ status, statusMessage, latencyRTT }) => {
      const { last } = shapeOf(latencyRTT);
      return { status, statusMessage, ...(last === undefined ? {} : { latencyRTT: { last } }) };
    },
  );
  return { status: { remoteEndpoints } };
}

function keptItems(items: unknown, end: string, kept = (item: Shape): Shape => item): unknown {
  if (!Array.isArray(items)) return items;
  return items.map((item) => ({ ...kept(shapeOf(item)), [end]: sharedEnd(shapeOf(item)[end]) }));
}
