import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'shared/**/*.test.ts',
      'server/**/*.test.ts',
      'test/**/*.test.ts',
      'scripts/**/*.test.ts',
      'wecom-sidebar/src/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/pages/**', 'test/wechaty/**', 'server/wechaty/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Longer than `until` waits, so that its own words are read.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
