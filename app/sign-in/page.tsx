import './sign-in.css';
import type { Metadata } from 'next';
import { Logo } from '#components/shell/logo.tsx';

export const metadata: Metadata = { title: 'Sign in' };

const REFUSALS: Record<string, string> = {
  token: 'This token is not known here. It may have been mistyped, or revoked.',
  file: 'The list of tokens cannot be read at this moment, so nobody new is let in. The server’s log says why.',
};

/** Where a token is shown. A form like any other: it works before, and without, any script. */
export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { refused, next } = await searchParams;
  const refusal = typeof refused === 'string' ? REFUSALS[refused] : undefined;
  return (
    <main id="main" className="sign-in">
      <form method="post" action="/api/v1/session">
        <h1>
          <Logo /> Causeway
        </h1>
        {refusal ? (
          <p className="refusal" role="alert">
            {refusal}
          </p>
        ) : null}
        <label htmlFor="token">Your token</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          maxLength={200}
          autoComplete="current-password"
          aria-describedby="token-help"
        />
        <input type="hidden" name="next" value={typeof next === 'string' ? next : '/'} />
        <button type="submit" className="btn">
          Sign in
        </button>
        <p className="quiet" id="token-help">
          Whoever runs Causeway makes one with <code>npm run -s token</code>. This browser keeps it where no script can
          read it.
        </p>
      </form>
    </main>
  );
}
