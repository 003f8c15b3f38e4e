import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/sidebar/',
  plugins: [preact({ devToolsEnabled: false, prerender: { enabled: false } })],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2020', modulePreload: false },
})
