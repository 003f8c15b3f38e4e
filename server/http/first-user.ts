import { randomInt } from 'node:crypto'
import type { Clock } from '../kit/clock.ts'
import type { UsersStore } from '../store/users.ts'
import { hashPassword } from './password.ts'

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
/** 60 bits, in groups that can be typed from a terminal. */
const makePassword = () =>
  Array.from({ length: 3 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  )

/**
 * The first start makes the user `admin`. The password made up for it is given back once, for the start script to
 * print; null when there was a user already or the password was given.
 */
export async function addFirstUser(needs: {
  users: Pick<UsersStore, 'any' | 'addUnlessThere'>
  password: string | null
  machineClock: Clock
}): Promise<{ name: string; madeUp: string | null } | null> {
  if (await needs.users.any()) return null
  const password = needs.password ?? makePassword()
  const name = 'admin'
  const passwordHash = await hashPassword(password)
  const made = await needs.users.addUnlessThere({ name, role: 'admin', passwordHash, at: needs.machineClock.now() })
  return made ? { name, madeUp: needs.password === null ? password : null } : null
}
