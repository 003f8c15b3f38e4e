import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * What uploaded files hold, by media id: in memory, and in a folder beside the snapshot when there is one, so that a
 * restart forgets nothing. The oldest go when there is no room left; their ids are then known and their bytes are not.
 */
const ROOM = 64 * 1024 * 1024
const NAME = /^[\w-]{1,128}$/

export function createFileShelf(folder: string | null) {
  const kept = new Map<string, Buffer>()
  if (folder !== null) {
    mkdirSync(folder, { recursive: true })
    const names = readdirSync(folder).filter((name) => NAME.test(name))
    const byAge = names
      .map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
      .sort((one, other) => one.at - other.at)
    for (const { name } of byAge) kept.set(name, readFileSync(join(folder, name)))
  }
  const drop = (id: string) => {
    kept.delete(id)
    if (folder !== null) rmSync(join(folder, id), { force: true })
  }
  return {
    put(id: string, bytes: Buffer) {
      if (!NAME.test(id)) throw new Error('a media id is letters, digits, - and _')
      kept.set(id, bytes)
      if (folder !== null) writeFileSync(join(folder, id), bytes)
      let total = [...kept.values()].reduce((sum, one) => sum + one.length, 0)
      for (const [oldest, old] of kept) {
        if (total <= ROOM || oldest === id) break
        drop(oldest)
        total -= old.length
      }
    },
    get: (id: string): Buffer | null => kept.get(id) ?? null,
    clear() {
      for (const id of [...kept.keys()]) drop(id)
    },
  }
}
export type FileShelf = ReturnType<typeof createFileShelf>
