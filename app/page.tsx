import { connection } from 'next/server';
import { readMatrix } from '#lib/server/read.ts';
import { FleetScreen } from './fleet-screen.tsx';

/** A fleet up to this size comes with the page; a larger one is quicker as an answer of its own. */
const MOST_CLUSTERS_INSIDE = 60;

/** The fleet: every site and link as a map or a matrix. */
export default async function FleetPage() {
  await connection();
  const fleet = await readMatrix();
  return <FleetScreen initial={fleet.clusters.length <= MOST_CLUSTERS_INSIDE ? fleet : undefined} />;
}
