import { LoadingState } from '#components/ui/state-box.tsx';

/** While the server puts a page together. */
export default function Loading() {
  return (
    <main className="page-state" id="main">
      <LoadingState title="Causeway" what="reading the fleet" />
    </main>
  );
}
