import { createHash } from 'node:crypto'
import { type Account, accountKey } from './account.ts'
import type { World } from './world.ts'

/**
 * One person, many names (facts F.3, D1): the openid differs per app, the unionid is one per Open Platform, the
 * external_userid one per corp, and all of them are the same tomorrow because they are hashes of who and where.
 */
const hash = (text: string, length: number) =>
  createHash('sha256').update(text).digest('base64url').replaceAll(/[-_]/g, 'x').slice(0, length)

export const openIdOf = (appId: string, person: string): string => `o${hash(`openid ${appId} ${person}`, 27)}`
export const unionIdOf = (openPlatformId: string, person: string): string =>
  `o${hash(`unionid ${openPlatformId} ${person}`, 27)}`
export const externalUserIdOf = (corpId: string, person: string): string =>
  `wm${hash(`external ${corpId} ${person}`, 30)}`

export const unionIdFor = (account: Account, person: string): string | null =>
  account.openPlatformId === null ? null : unionIdOf(account.openPlatformId, person)

/** The name of a person inside one account, and the way back. */
export const nameInside = (account: Account, person: string): string =>
  account.kind === 'wecom' ? externalUserIdOf(account.corpId, person) : openIdOf(account.appId, person)

/** The key the product files the person under; the journal links to it. */
export const identityKeyOf = (account: Account, person: string): string =>
  `${account.kind}:${accountKey(account)}:${nameInside(account, person)}`

export function createDirectory(world: World) {
  const byName = new Map<string, string>()
  let known = -1
  const refresh = () => {
    const people = Object.keys(world.people)
    if (people.length === known) return
    for (const person of people.slice(Math.max(0, known))) {
      for (const account of world.accounts) byName.set(identityKeyOf(account, person), person)
    }
    known = people.length
  }
  return {
    /** Whose openid or external_userid this is inside `account`, or null. */
    personNamed(account: Account, name: string): string | null {
      refresh()
      return byName.get(`${account.kind}:${accountKey(account)}:${name}`) ?? null
    },
  }
}
export type Directory = ReturnType<typeof createDirectory>
