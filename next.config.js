/** Nothing is fetched from elsewhere and nobody may frame us; Next's own bootstrap is inline. */
const SECURITY_HEADERS = [
  {
    key: 'content-security-policy',
    value: [
      "default-src 'self'",
      "script-src 'self' 'unsafe-inline'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self' data:",
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  },
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'referrer-policy', value: 'no-referrer' },
];

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run types` holds the types; whoever starts the product waits for nothing that is known.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['@kubernetes/client-node', 'pino', 'prom-client', 'undici', 'ws'],
  // The development server evaluates strings and opens a websocket: the policy is for what is built.
  headers: async () =>
    process.env.NODE_ENV === 'production' ? [{ source: '/:path*', headers: SECURITY_HEADERS }] : [],
};
