/**
 * Writes the sorted `index.gen.ts` of every folder whose files are its registry. It reads names only and loads no
 * TypeScript, so it may run before everything else. `--check` writes nothing and fails when a file is stale.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

type Registry = { folder: string; exports: string; recursive?: true }

/** The folders, and the name of the list each exports. The only place to register a registry. */
export const registries: readonly Registry[] = [
  { folder: 'shared/journey/nodes', exports: 'nodeKinds' },
  { folder: 'shared/segment/conditions', exports: 'conditionKinds' },
  { folder: 'shared/score/kinds', exports: 'scoreKinds' },
  { folder: 'server/channels/kinds', exports: 'channelKinds' },
  { folder: 'server/intake/translate', exports: 'translators', recursive: true },
]

const GENERATED = 'index.gen.ts'

/** `oa/menu-click` → `oaMenuClick` */
const identifier = (name: string) => {
  const camel = name.replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '')
  return /^\d/.test(camel) || reserved.has(camel) ? `_${camel}` : camel
}
const reserved = new Set(['default', 'delete', 'export', 'import', 'in', 'new', 'return', 'switch', 'this', 'void'])

/** Members of a folder, by name: every `.ts` that is neither a test nor generated nor a contract the others share. */
export function membersOf(files: readonly string[]): string[] {
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.(test|gen|d)\.ts$/.test(file))
    .filter((file) => !file.split('/').some((part) => part.startsWith('_') || part === 'contract.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort((a, b) => (a < b ? -1 : 1))
}

export function sourceOf(members: readonly string[], exports: string): string {
  return [
    '// Written by `npm run registry` from the files in this folder. Do not edit.',
    ...members.map((member) => `import ${identifier(member)} from './${member}.ts'`),
    '',
    `export const ${exports} = [${members.map(identifier).join(', ')}] as const`,
    '',
  ].join('\n')
}

/** The registries that are not as they should be; written unless `check`. A folder nobody made yet is passed over. */
export function refresh(root: string, check: boolean): string[] {
  return registries.flatMap(({ folder, exports, recursive }) => {
    const absolute = path.join(root, folder)
    if (!existsSync(absolute)) return []
    const files = readdirSync(absolute, { recursive: recursive ?? false }).map(String)
    const wanted = sourceOf(membersOf(files), exports)
    const target = path.join(absolute, GENERATED)
    if (existsSync(target) && readFileSync(target, 'utf8') === wanted) return []
    if (!check) writeFileSync(target, wanted)
    return [path.join(folder, GENERATED)]
  })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const check = process.argv.includes('--check')
  const stale = refresh(fileURLToPath(new URL('..', import.meta.url)), check)
  for (const file of stale) console.log(check ? `stale: ${file} (run: npm run registry)` : `written: ${file}`)
  if (check && stale.length > 0) process.exitCode = 1
}
