'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { fleetQuery } from '#lib/client/fleet-query.ts';
import { Logo } from './logo.tsx';
import { SearchField } from './search-field.tsx';
import { ServerClock } from './server-clock.tsx';
import { SignOut } from './sign-out.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

const SCREENS = [
  { href: '/', label: 'Fleet', owns: (path: string) => path === '/' || /^\/(links|clusters)\//.test(path) },
  { href: '/services', label: 'Services', owns: (path: string) => path.startsWith('/services') },
  { href: '/sources', label: 'Sources', owns: (path: string) => path.startsWith('/sources') },
];

/** The bar of every page: where one is, the search, and how old what one sees is. */
export function TopBar() {
  const path = usePathname();
  const { data: fleet } = useQuery({ ...fleetQuery, select: ({ name, simulated }) => ({ name, simulated }) });
  return (
    <header className="top">
      <Link className="brand" href="/">
        <Logo />
        <b>Causeway</b>
        {fleet?.name ? <bdi className="env clip">{fleet.name}</bdi> : null}
        {fleet?.simulated != null ? <span className="chip simulated">simulated</span> : null}
      </Link>
      <nav aria-label="Screens">
        {SCREENS.map(({ href, label, owns }) => (
          <Link key={href} href={href} aria-current={owns(path) ? 'page' : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <SearchField />
      <ServerClock />
      <ThemeToggle />
      <SignOut />
    </header>
  );
}
