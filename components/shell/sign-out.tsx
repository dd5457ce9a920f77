'use client';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '#lib/client/session-query.ts';
import { signOut } from '#lib/client/sign-in.ts';

/** The way out for whoever signed in; nothing where nobody is asked for a token. */
export function SignOut() {
  const { data } = useQuery(sessionQuery);
  if (data?.name == null) return null;
  return (
    <button
      type="button"
      className="tool"
      aria-label="Sign out"
      title={`Signed in as ${data.name}, role ${data.role}: sign out`}
      onClick={() => void signOut()}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <path
          d="M6.5 2.5h-4v11h4M6.5 8h7M10.5 5l3 3-3 3"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
      </svg>
    </button>
  );
}
