import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Session } from '#lib/api/session.ts';
import { sessionQuery } from '#lib/client/session-query.ts';
import { SignOut } from './sign-out.tsx';

/** The control as it is drawn for a session, or before one is known. */
function drawn(session?: Session): string {
  const queries = new QueryClient();
  if (session) queries.setQueryData(sessionQuery.queryKey, session);
  return renderToStaticMarkup(
    <QueryClientProvider client={queries}>
      <SignOut />
    </QueryClientProvider>,
  );
}

describe('the way out', () => {
  it.each(['read', 'act', 'wall'] as const)('is there for who signed in with the role %s', (role) => {
    const html = drawn({ access: 'tokens', name: 'a"nn', role });
    expect(html).toMatch(/^<button type="button" [^>]*aria-label="Sign out"/);
    expect(html).toContain(`Signed in as a&quot;nn, role ${role}`);
  });

  it.each<[string, Session | undefined]>([
    ['nobody is asked for a token', { access: 'open', name: null, role: null }],
    ['nobody signed in', { access: 'tokens', name: null, role: null }],
    ['it is not known yet', undefined],
  ])('is not there where %s', (_, session) => {
    expect(drawn(session)).toBe('');
  });
});
