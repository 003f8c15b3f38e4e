import { defineConfig } from 'vitest/config'

/** The Wechaty process and its parts: run where its own packages are installed (`npm ci --prefix server/wechaty`). */
export default defineConfig({
  test: {
    include: ['server/wechaty/**/*.test.ts', 'test/wechaty/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
