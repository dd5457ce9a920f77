import { Shared } from '#lib/model/shared.ts';
import { type Words, words } from '#lib/model/words.ts';

const known = new Shared<Words>();

/** The word of a node that reaches a peer. */
export function nodeReaches(node: string, peer: string): Words {
  return known.of(`${node}\n${peer}`, () =>
    words('submariner.node-reaches', 'Node {node} reaches {peer}', { node, peer }),
  );
}
