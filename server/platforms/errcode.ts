import type { Remedy } from './errors.ts'

/** What an errcode calls for, and what it says in the words of the person who reads it in a list. */
export type Errcode = { remedy: Remedy; says: string }
export type Errcodes = Readonly<Record<number, Errcode>>

type Sayings = Readonly<Record<number, string>>

/** A platform's table, written by remedy. A number not listed needs a person: `fix-setup`. */
export function errcodesOf(table: Readonly<Partial<Record<Remedy, Sayings>>>): Errcodes {
  const all: Record<number, Errcode> = {}
  for (const remedy of Object.keys(table) as (keyof typeof table)[]) {
    for (const [errcode, says] of Object.entries(table[remedy] ?? {})) all[Number(errcode)] = { remedy, says }
  }
  return all
}
