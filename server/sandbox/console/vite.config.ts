import preact from '@preact/preset-vite'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/sandbox/',
  plugins: [preact({ devToolsEnabled: false, prerender: { enabled: false } })],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: false },
})
