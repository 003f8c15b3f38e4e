import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Log } from '../../kit/log.ts'
import { World } from './world.ts'

/** The world as a file. Written beside and renamed, so that a kill in the middle leaves the earlier one. */
export async function loadWorld(file: string, log: Log): Promise<World | null> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const parsed = World.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const aside = `${file}.unreadable`
  await rename(file, aside)
  log.warn({ file: aside, problem: parsed.error.issues[0]?.message }, 'The sandbox snapshot could not be read.')
  return null
}
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

export async function saveWorld(file: string, world: World) {
  const beside = `${file}.new`
  await writeFile(beside, JSON.stringify(world))
  await rename(beside, file)
}
