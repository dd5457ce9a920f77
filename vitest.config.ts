import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { 'server-only': new URL('./node_modules/server-only/empty.js', import.meta.url).pathname } },
  test: {
    include: ['lib/**/*.test.ts', 'components/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'e2e/real/**', 'e2e/lab/**'],
    testTimeout: 20_000,
  },
});
