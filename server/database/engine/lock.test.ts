import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { takeLock, tryLock } from './lock.ts'

const name = (what: string) => `${what} ${process.pid} ${Math.random()}`

test('a lock is held by one at a time', async () => {
  const lock = name('one')
  const first = await tryLock(lock)
  expect(first).toBeDefined()
  expect(await tryLock(lock)).toBeUndefined()
  await first?.release()
  const second = await tryLock(lock)
  expect(second).toBeDefined()
  await second?.release()
})

test('those who wait get the lock one after the other', async () => {
  const lock = name('queue')
  const first = await tryLock(lock)
  let holders = 0
  let waits = 0
  const turn = async () => {
    const mine = await takeLock(lock, () => void waits++)
    expect(++holders).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    holders--
    await mine.release()
  }
  const turns = Promise.all([turn(), turn(), turn()])
  await expect.poll(() => waits).toBe(3)
  await first?.release()
  await turns
})

test('a killed holder frees the lock', async () => {
  const lock = name('killed')
  const code = `
    import { tryLock } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)}
    await tryLock(${JSON.stringify(lock)})
    console.log('held')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code])
  await once(child.stdout, 'data')
  expect(await tryLock(lock)).toBeUndefined()
  let waiting = false
  const taken = takeLock(lock, () => {
    waiting = true
  })
  await expect.poll(() => waiting).toBe(true)
  child.kill('SIGKILL')
  await (await taken).release()
})
