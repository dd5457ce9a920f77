import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { AppShell } from '#components/shell/app-shell.tsx';
import { GlyphSprite } from '#components/ui/glyph.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Fleet · Causeway', template: '%s · Causeway' },
  description: 'Can my Kubernetes clusters reach each other, where not, why, and since when',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

/** The frame of every page: marks, the top bar, and the connection that keeps the page live. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection();
  return (
    <html lang="en" data-theme="dark" suppressHydrationWarning>
      <head>
        {/* It must block: a theme that is set after the first paint flashes. */}
        <script src="/theme.js" />
      </head>
      <body>
        <GlyphSprite />
        <AppShell drawnAt={Date.now()}>{children}</AppShell>
      </body>
    </html>
  );
}
