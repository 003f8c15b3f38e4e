import { defineConfig } from 'vitest/config'

/** Tests that need built pages: Chromium walks and the mini-program's real build. One after the other: they share the machine's two cores. */
export default defineConfig({
  test: {
    include: ['test/pages/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
})
