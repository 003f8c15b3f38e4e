import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PgPool } from './pg-pool.ts'

/** Enough of a PostgreSQL server to let a client in. */
const LET_IN = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

let folder = ''
let server: Server
const sockets = new Set<Socket>()

const listen = () =>
  new Promise<void>((resolve) => {
    server = createServer((socket) => {
      sockets.add(socket.on('close', () => sockets.delete(socket)))
      socket.on('error', () => socket.destroy())
      socket.once('data', () => socket.write(LET_IN))
      socket.resume()
    }).listen(join(folder, '.s.PGSQL.5432'), resolve)
  })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-pool-'))
})
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const pool = (max: number) => new PgPool({ host: folder, port: 5432, user: 'u', database: 'd' }, max)

test('a connection that was idle for a minute is closed, one in use is not', async () => {
  await listen()
  const some = pool(5)
  const [first, second] = [await some.acquire(), await some.acquire()]
  some.release(first)
  some.sweep(Date.now() + 30_000)
  expect(sockets.size).toBe(2)
  some.sweep(Date.now() + 61_000)
  await expect.poll(() => sockets.size).toBe(1)
  expect(second.closed).toBe(false)
  some.release(second)
  some.end()
})

test('who finds no free connection waits for one that is given back', async () => {
  await listen()
  const one = pool(1)
  const first = await one.acquire()
  const waiting = one.acquire()
  one.release(first)
  expect(await waiting).toBe(first)
  one.end()
})

test('a lost connection makes room for a new one', async () => {
  await listen()
  const one = pool(1)
  const first = await one.acquire()
  const waiting = one.acquire()
  for (const socket of sockets) socket.destroy()
  await expect.poll(() => first.closed).toBe(true)
  one.release(first)
  expect((await waiting).closed).toBe(false)
  one.end()
})

test('while the engine is down, asking for a connection waits until it is back', async () => {
  const some = pool(5)
  const asked = some.acquire()
  await listen()
  expect((await asked).closed).toBe(false)
  some.end()
})
