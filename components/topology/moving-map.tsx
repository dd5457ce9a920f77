'use client';
import { type Node, type NodeProps, type OnNodesChange, ReactFlow, ViewportPortal } from 'reactflow';
import type { Places } from './saved-places.ts';
import { SiteCard, type SiteCardData } from './site-card.tsx';
import { TrunkLayer } from './trunk-layer.tsx';
import type { MapPicture } from './use-map-picture.ts';
import 'reactflow/dist/base.css';

type SiteNode = Node<SiteCardData & Record<string, unknown>, 'site'>;

const NODE_TYPES = { site: ({ data }: NodeProps<SiteNode>) => <SiteCard data={data} /> };
const FIT = { padding: 0.03, maxZoom: 1 };

/** The map that can be panned and zoomed, and its sites dragged. */
export function MovingMap({
  picture,
  onMove,
  onMoved,
  onClear,
}: {
  picture: MapPicture;
  /** Sites are being dragged; then that they were put down. */
  onMove: (places: Places) => void;
  onMoved: (places: Places) => void;
  /** A click beside everything. */
  onClear: () => void;
}) {
  const nodes: SiteNode[] = picture.sites.map(({ id, box, data }) => ({
    id,
    type: 'site',
    position: { x: box.x, y: box.y },
    width: box.w,
    height: box.h,
    data: { ...data },
  }));
  const onNodesChange: OnNodesChange<SiteNode> = (changes) => {
    const moved = changes.flatMap((change) =>
      change.type === 'position' && change.position ? [[change.id, change.position] as const] : [],
    );
    if (moved.length > 0) onMove(Object.fromEntries(moved));
  };
  return (
    <ReactFlow
      nodes={nodes}
      edges={[]}
      nodeTypes={NODE_TYPES}
      onNodesChange={onNodesChange}
      onNodeDragStop={(_event, node) => onMoved({ [node.id]: node.position })}
      onPaneClick={onClear}
      nodesFocusable={false}
      nodesConnectable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      fitView
      fitViewOptions={FIT}
      minZoom={0.15}
      maxZoom={2}
    >
      <ViewportPortal>
        <TrunkLayer {...picture} />
      </ViewportPortal>
    </ReactFlow>
  );
}
