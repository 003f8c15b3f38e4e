/** `npm run bench -- NAME [--json] [...]`: runs scripts/bench/NAME.ts; the last line on stdout is one JSON object (design: stable names). */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [name, ...args] = process.argv.slice(2).filter((arg) => arg !== '--json')
const folder = join(import.meta.dirname, 'bench')
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.startsWith('parts'))
  .map((file) => file.slice(0, -3))
if (!name || !existsSync(join(folder, `${name}.ts`))) {
  console.error(`usage: npm run bench -- NAME [--json], NAME one of: ${known.join(', ')}`)
  process.exit(2)
}
const module: unknown = await import(pathToFileURL(join(folder, `${name}.ts`)).href)
if (typeof module !== 'object' || module === null || !('run' in module) || typeof module.run !== 'function')
  throw new Error(`scripts/bench/${name}.ts exports no run()`)
const result: unknown = await module.run(args)
console.log(JSON.stringify(result))
process.exit(0)
