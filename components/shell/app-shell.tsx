'use client';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { usePathname } from 'next/navigation';
import { type ReactNode, useCallback, useState } from 'react';
import { DrawnAt, setClockLive, setClockOffset } from '#components/ui/clock.ts';
import { signInWhere } from '#lib/client/sign-in.ts';
import { useLiveUpdates } from '#lib/client/use-live-updates.ts';
import { FleetBanner } from './fleet-banner.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import { TopBar } from './top-bar.tsx';
import './shell.css';
import './banner.css';

function makeQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: signInWhere }),
    defaultOptions: {
      // The stream says when something changed; asking again on focus would only repeat it.
      queries: { refetchOnWindowFocus: false, retry: 1, networkMode: 'always', staleTime: 5_000 },
    },
  });
}

function Live({ children }: { children: ReactNode }) {
  const onLive = useCallback((live: boolean) => {
    setClockLive(live);
    // Values lose their colour everywhere at once; the stylesheets ask for this.
    document.documentElement.dataset.live = live ? 'yes' : 'no';
  }, []);
  useLiveUpdates(setClockOffset, onLive);
  return children;
}

/** Pages that stand alone: whoever sees them may ask for nothing yet. */
const BARE = ['/sign-in'];

/** The frame around every page: one query cache, one stream, the top bar, the banner, keyboard help. `drawnAt` is the server's instant. */
export function AppShell({ drawnAt, children }: { drawnAt: number; children: ReactNode }) {
  const [queries] = useState(makeQueryClient);
  if (BARE.includes(usePathname())) return children;
  return (
    <QueryClientProvider client={queries}>
      <DrawnAt value={drawnAt}>
        <Live>
          <a className="skip" href="#main">
            Skip to the page
          </a>
          <TopBar />
          <FleetBanner />
          {children}
          <KeyboardHelp />
        </Live>
      </DrawnAt>
    </QueryClientProvider>
  );
}
