import { defineConfig } from 'vitest/config';

// Tests against real API servers, each file with servers of its own; they wait more than they work, so two go at once.
export default defineConfig({
  resolve: { alias: { 'server-only': new URL('./node_modules/server-only/empty.js', import.meta.url).pathname } },
  test: {
    include: ['e2e/real/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
