import { defineConfig } from 'vite'

/** One classic script for pages of others: no module, no global but `weilu`, as small as it gets. */
export default defineConfig({
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2018',
    lib: { entry: 'src/sdk.ts', formats: ['iife'], name: 'weiluSdk', fileName: () => 'sdk.js' },
  },
})
