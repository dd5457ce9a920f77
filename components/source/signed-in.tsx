'use client';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '#lib/client/session-query.ts';
import { signOut } from '#lib/client/sign-in.ts';

/** Who is signed in here, and the way out; nothing where nobody is asked for a token. */
export function SignedIn() {
  const { data } = useQuery(sessionQuery);
  if (data?.name == null) return null;
  return (
    <p className="quiet after row">
      Signed in as <bdi>{data.name}</bdi>, role {data.role}.
      <button type="button" className="btn" onClick={() => void signOut()}>
        Sign out
      </button>
    </p>
  );
}
