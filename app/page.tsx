import { FleetScreen } from './fleet-screen.tsx';

/** The fleet: every site and link as a map or a matrix. */
export default function FleetPage() {
  return <FleetScreen initial={undefined} />;
}
