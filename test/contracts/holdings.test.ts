import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { allIndexes } from '../../server/compose/stores.ts'
import { createCipher } from '../../server/store/cipher.ts'
import { createHoldings } from '../../server/store/holdings.ts'

const server = fileURLToPath(new URL('../../server', import.meta.url))
const declared = Object.keys(createHoldings(createCipher('a test key of more than thirty-two characters')))

/** Names of collections as the program writes them: `connection.collection<…>('events')`, `collection: 'events'`. */
function namedInSource(): Set<string> {
  const files = readdirSync(server, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.ts$/.test(file) && !/\.test\.ts$|node_modules|^(database|sandbox|wechaty|admin|web-sdk)\//.test(file),
  )
  const names = files.flatMap((file) => {
    const text = readFileSync(join(server, file), 'utf8')
    const [called, named] = [/\.collection(?:<[^(]*>)?\(\s*'(\w+)'/g, /\b(?:collection: |COLLECTION = )'(\w+)'/g]
    return [called, named].flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name ?? ''))
  })
  return new Set(names)
}

it('every collection of the product is declared: what it holds of people, or why it holds nothing', () => {
  const named = new Set([...namedInSource(), ...allIndexes.map(({ collection }) => collection)])
  expect(named.size).toBeGreaterThan(50)
  expect([...named].filter((name) => !declared.includes(name))).toEqual([])
})

it('nothing is declared that is no collection any more', () => {
  const named = namedInSource()
  expect(declared.filter((name) => !named.has(name))).toEqual([])
})
