import { defineConfig } from 'vitest/config';

// Tests against real API servers: one file after the other, each with servers of its own.
export default defineConfig({
  resolve: { alias: { 'server-only': new URL('./node_modules/server-only/empty.js', import.meta.url).pathname } },
  test: {
    include: ['e2e/real/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
