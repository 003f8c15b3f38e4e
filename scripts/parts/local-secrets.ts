import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Secrets the sandbox makes for itself and keeps in the data folder, so that a second start opens what the first one sealed.
 * Production never comes here: there the variables are required.
 */
export function localSecret(dataDir: string, name: string, make: () => string): string {
  const file = join(dataDir, name)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(dataDir, { recursive: true })
  const secret = make()
  writeFileSync(file, `${secret}\n`, { mode: 0o600 })
  return secret
}

export const longSecret = () => randomBytes(32).toString('base64url')
/** A password a person can type: three groups, no look-alikes. */
export const typedPassword = () => {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const group = () => Array.from(randomBytes(4), (byte) => letters[byte % letters.length]).join('')
  return `${group()}-${group()}-${group()}`
}
