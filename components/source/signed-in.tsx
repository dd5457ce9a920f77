'use client';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '#lib/client/session-query.ts';

/** Who is signed in here; nothing where nobody is asked for a token. The way out is in the top bar. */
export function SignedIn() {
  const { data } = useQuery(sessionQuery);
  if (data?.name == null) return null;
  return (
    <p className="quiet after">
      Signed in as <bdi>{data.name}</bdi>, role {data.role}.
    </p>
  );
}
