import { AnswerError } from './fetch-answer.ts';

/** To the sign-in page, and from there back, when an answer failed because no known token was shown. */
export function signInWhere(error: Error): void {
  if (!(error instanceof AnswerError) || error.status !== 401) return;
  const { pathname, search } = window.location;
  window.location.assign(`/sign-in?${new URLSearchParams({ next: pathname + search })}`);
}

/** Signs this browser out; the sign-in page follows. */
export async function signOut(): Promise<void> {
  await fetch('/api/v1/session', { method: 'DELETE' });
  window.location.assign('/sign-in');
}
