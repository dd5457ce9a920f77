import Link from 'next/link';
import { EmptyState } from '#components/ui/state-box.tsx';

/** An address that names nothing. */
export default function NotFound() {
  return (
    <main className="page-state" id="main">
      <h1 className="unseen">Not found</h1>
      <EmptyState title="Nothing has this address">
        <p>A link or a cluster may have been removed since the address was copied; its history is kept.</p>
        <Link className="btn" href="/">
          Show the fleet
        </Link>
      </EmptyState>
    </main>
  );
}
