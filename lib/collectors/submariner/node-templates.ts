import type { Alias } from '#lib/model/cluster.ts';
import { Shared } from '#lib/model/shared.ts';
import type { StatementTable, Template } from '#lib/model/statement-table.ts';
import { type Names, peerOf } from './names.ts';
import { smallRoundTrip } from './small-round-trip.ts';

/** Who says something of a node and its peers, and how the words are called. */
export interface Speaker {
  id: string;
  node: string;
  witness: string;
  status: Template['status'];
}

type Saying = Pick<Template['words'], 'id' | 'text'> & { result: 'pass' | 'none' };

/** The word of a node that reaches its peers. */
export const REACHES: Saying = { id: 'submariner.node-reaches', text: 'Node {node} reaches {peer}', result: 'pass' };
/** The word of a node that asks for no peer: of a gateway, whose way is the tunnel. */
export const UNCHECKED: Saying = {
  id: 'submariner.node-unchecked',
  text: 'Node {node} does not check the way to {peer}',
  result: 'none',
};

const templates = new Shared<Template>();

/** What a node says of each of its peers. */
export function nodeSays(
  { id, node, witness, status }: Speaker,
  { result, ...saying }: Saying,
  facts: Template['facts'] = [],
): Template {
  const key = [id, saying.id, status, ...facts.map(({ value }) => value)].join('\n');
  return templates.of(key, () => ({
    id,
    direction: 'link',
    layer: 'path',
    status,
    words: { ...saying, params: { node } },
    witness,
    facts,
    evidence: smallRoundTrip('path', `node:${node}`, { strength: 'own-word', result }),
  }));
}

const lists = new Shared<readonly Alias[]>();

/** Peers by their cluster ids: nearly all nodes of a cluster speak of the same ones. */
export function peersOf(names: Names, clusterIds: readonly string[]): StatementTable['peers'] {
  return lists.of([names.scope, ...clusterIds].join('\n'), () => clusterIds.map((id) => peerOf(names, id)));
}
