import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../kit/log.ts'
import { type DatabaseKind, type DatabaseMode, NotPossible, type RunningDatabase } from './contract.ts'
import { resolveDatabase, type Ways } from './resolve.ts'

let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'weilu-resolve-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

/** Ways of which only some are possible; `tried` are all that were gone. */
function waysWhere(possible: readonly DatabaseKind[]): { ways: Ways; tried: string[] } {
  const tried: string[] = []
  const way = (kind: DatabaseKind) => async (): Promise<RunningDatabase> => {
    tried.push(kind)
    if (!possible.includes(kind)) throw new NotPossible(`no ${kind} here`)
    return { uri: `mongodb://${kind}/weilu`, kind, why: `found ${kind}`, stop: async () => undefined }
  }
  return {
    ways: { uri: way('uri'), mongod: way('mongod'), download: way('download'), documentdb: way('documentdb') },
    tried,
  }
}

const ask = (mode: DatabaseMode, ways: Ways, mongodbUri?: string) =>
  resolveDatabase({ dataDir, mongodbUri, mode, log: createLog('silent'), onProgress: () => undefined }, ways)

interface Case {
  name: string
  mode?: DatabaseMode
  given?: string
  possible: DatabaseKind[]
  /** A file that an engine left in the data folder. */
  holds?: string
  takes: DatabaseKind
  tries: DatabaseKind[]
}
const ALL: DatabaseKind[] = ['uri', 'mongod', 'download', 'documentdb']
const CASES: Case[] = [
  { name: 'MONGODB_URI before all', given: 'mongodb://h', possible: ALL, takes: 'uri', tries: ['uri'] },
  { name: 'a mongod that is here', possible: ALL, takes: 'mongod', tries: ['mongod'] },
  {
    name: 'then one that can be fetched',
    possible: ['download', 'documentdb'],
    takes: 'download',
    tries: ['mongod', 'download'],
  },
  {
    name: 'then DocumentDB',
    possible: ['documentdb'],
    takes: 'documentdb',
    tries: ['mongod', 'download', 'documentdb'],
  },
  { name: 'only DocumentDB when asked', mode: 'documentdb', possible: ALL, takes: 'documentdb', tries: ['documentdb'] },
  { name: 'only a download when asked', mode: 'download', possible: ALL, takes: 'download', tries: ['download'] },
  {
    name: 'an embedded one when asked, though MONGODB_URI is set',
    mode: 'mongod',
    given: 'mongodb://h',
    possible: ALL,
    takes: 'mongod',
    tries: ['mongod'],
  },
  {
    name: 'DocumentDB where its data lies, though a mongod is here',
    possible: ALL,
    holds: 'documentdb/data/PG_VERSION',
    takes: 'documentdb',
    tries: ['documentdb'],
  },
  {
    name: "DocumentDB where root's data was placed elsewhere",
    possible: ALL,
    holds: 'documentdb/location',
    takes: 'documentdb',
    tries: ['documentdb'],
  },
  {
    name: 'a fetched mongod where mongod data lies',
    possible: ['download', 'documentdb'],
    holds: 'mongod/WiredTiger',
    takes: 'download',
    tries: ['mongod', 'download'],
  },
]
test.each(CASES)('takes $name', async ({ mode = 'auto', given, possible, holds, takes, tries }) => {
  if (holds) {
    const file = join(dataDir, 'db', holds)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '')
  }
  const { ways, tried } = waysWhere(possible)
  const found = await ask(mode, ways, given)
  expect([found.kind, tried]).toEqual([takes, tries])
  expect(found.why).toContain(`found ${takes}`)
})

describe('when no server can be had', () => {
  test('the message names every reason and what to install or set', async () => {
    const error: Error = await ask('auto', waysWhere([]).ways).catch((thrown) => thrown)
    for (const part of ['no mongod here', 'no download here', 'no documentdb here', 'MONGODB_URI', 'DEBIAN_MIRROR']) {
      expect(error.message).toContain(part)
    }
    expect(error.message).not.toContain('\n')
  })

  test('data of one engine is not opened as an empty database of another', async () => {
    mkdirSync(join(dataDir, 'db/mongod'), { recursive: true })
    writeFileSync(join(dataDir, 'db/mongod/WiredTiger'), '')
    const { ways, tried } = waysWhere(['documentdb'])
    await expect(ask('auto', ways)).rejects.toThrow('already holds its data')
    expect(tried).toEqual(['mongod', 'download'])
  })

  test('DATABASE=uri without MONGODB_URI says so', async () => {
    await expect(ask('uri', waysWhere(ALL).ways)).rejects.toThrow('MONGODB_URI is empty')
  })

  test('a fault ends the search instead of passing over the way', async () => {
    const { ways, tried } = waysWhere(['documentdb'])
    const broken = async () => {
      throw new Error('disk full')
    }
    await expect(ask('auto', { ...ways, mongod: broken })).rejects.toThrow('disk full')
    expect(tried).toEqual([])
  })
})
