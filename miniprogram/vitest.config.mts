import { defineConfig } from 'vitest/config'

// Run with the workspace's vitest; `test/weapp.test.ts` needs `npm run build:weapp` first.
export default defineConfig({
  test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], testTimeout: 20_000 },
})
