import type { Statement } from '#lib/model/statement.ts';
import { words } from '#lib/model/words.ts';
import type { CachedObject } from '../collector.ts';
import { PROOF_FRESH_MS } from './heartbeat.ts';
import { listOf, nameOf, type Shape, shapeOf, textOf } from './shape.ts';

const MAX_NAMED = 10;

interface Allocation {
  name: string;
  address: string;
  /** Why no address was given; empty while one was, or nothing was said yet. */
  refused: string;
}

/** Whether Globalnet can give addresses: exported services and the cluster's own egress wait for them unseen. */
export function globalnetStatements(
  ingress: readonly CachedObject[],
  egress: readonly CachedObject[],
  provenAt: number,
): Statement[] {
  const allocations = [
    ...ingress.map(({ object }) => allocationOf(object, [shapeOf(object.status).allocatedIP])),
    ...egress.map(({ object }) => allocationOf(object, listOf(shapeOf(object.status).allocatedIPs, 64))),
  ];
  if (allocations.length === 0) return [];
  const refused = allocations.filter((allocation) => allocation.refused !== '');
  const waiting = allocations.filter((allocation) => allocation.address === '' && allocation.refused === '');
  const params = { refused: refused.length, of: allocations.length, reason: refused[0]?.refused ?? '' };
  const text = 'Globalnet gave no address to {refused} of {of}: {reason}';
  return [
    {
      id: 'globalnet',
      about: { kind: 'self' },
      layer: 'discovery',
      status: refused.length > 0 ? 'degraded' : waiting.length > 0 ? 'unknown' : 'up',
      words:
        refused.length > 0
          ? words('submariner.globalnet-refused', text, params)
          : waiting.length > 0
            ? words('submariner.globalnet-waiting', 'Globalnet has not answered every request yet')
            : words('submariner.globalnet', 'Globalnet has given its addresses'),
      witness: 'Submariner Globalnet',
      facts: [
        { name: 'allocated', value: String(allocations.length - refused.length - waiting.length) },
        ...refused.slice(0, MAX_NAMED).map(({ name }) => ({ name: 'refused', value: name })),
        ...waiting.slice(0, MAX_NAMED).map(({ name }) => ({ name: 'waiting', value: name })),
      ],
      evidence: null,
      observedAt: provenAt,
      freshForMs: PROOF_FRESH_MS,
    },
  ];
}

function allocationOf(object: Shape, addresses: readonly unknown[]): Allocation {
  const namespace = textOf(shapeOf(object.metadata).namespace);
  const allocated = listOf(shapeOf(object.status).conditions, 32)
    .map(shapeOf)
    .findLast((condition) => condition.type === 'Allocated');
  const refused = allocated?.status === 'False' ? textOf(allocated.reason) || 'no reason given' : '';
  return {
    name: namespace === '' ? nameOf(object) : `${namespace}/${nameOf(object)}`,
    address: addresses.map((address) => textOf(address)).find((address) => address !== '') ?? '',
    refused,
  };
}
