import { type Words, words } from '#lib/model/words.ts';

/** The word of a node that reaches a peer. */
export function nodeReaches(node: string, peer: string): Words {
  return words('submariner.node-reaches', 'Node {node} reaches {peer}', { node, peer });
}
