import { defineConfig } from 'vitest/config';

/** Unit tests: they need nothing but Node. Tests on real API servers and in the lab have configurations of their own. */
export default defineConfig({
  resolve: { alias: { 'server-only': new URL('./node_modules/server-only/empty.js', import.meta.url).pathname } },
  test: {
    include: ['lib/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'e2e/real/**', 'e2e/lab/**'],
    setupFiles: ['e2e/suite/loopback-only.ts'],
    testTimeout: 20_000,
  },
});
