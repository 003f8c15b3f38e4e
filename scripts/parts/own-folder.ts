import { mkdirSync, realpathSync } from 'node:fs'
import { tryLock } from '../../server/database/engine/lock.ts'

/**
 * Takes the data folder for this process alone, for as long as it lives: two starts on one folder would be two products
 * on the same data, and two simulators would write over each other's company. False when another start has it; one that
 * was killed has it no more. Only Linux has such locks; elsewhere every start gets the folder.
 */
export async function ownFolder(dataDir: string): Promise<boolean> {
  if (process.platform !== 'linux') return true
  mkdirSync(dataDir, { recursive: true })
  return (await tryLock(`start ${realpathSync(dataDir)}`)) !== undefined
}
