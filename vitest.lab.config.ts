import { defineConfig } from 'vitest/config';

// Real networks: namespaces with real exporters behind real API servers. One scenario after the other.
export default defineConfig({
  resolve: { alias: { 'server-only': new URL('./node_modules/server-only/empty.js', import.meta.url).pathname } },
  test: {
    include: ['e2e/lab/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
