import { defineConfig } from 'vitest/config';

// Real networks: namespaces with real exporters behind real API servers. One scenario after the other.
export default defineConfig({
  resolve: { alias: { 'server-only': new URL('./node_modules/server-only/empty.js', import.meta.url).pathname } },
  test: {
    // Real packets on a machine that may stall for seconds: a second try is granted where nobody watches.
    retry: process.env.CI ? 1 : 0,
    include: ['e2e/lab/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
