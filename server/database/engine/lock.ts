/**
 * A lock between processes of one machine: an abstract Unix socket, which one process can hold and which the kernel
 * takes away when that process ends, however it ends. So there are no stale locks and nothing to clean up; whoever
 * waits keeps a connection to the holder and is told by its closing.
 */
import { createHash } from 'node:crypto'
import { connect, createServer, type Server } from 'node:net'

export interface Lock {
  release(): Promise<void>
}

const addressOf = (name: string): string =>
  `\0weilu-${process.getuid?.() ?? 0}-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** The lock, or nothing when another process has it. */
export async function tryLock(name: string): Promise<Lock | undefined> {
  const waiting = new Set<{ destroy(): void }>()
  const server: Server = createServer((socket) => {
    waiting.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => waiting.delete(socket))
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(addressOf(name), resolve)
    })
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return undefined
    throw error
  }
  server.unref()
  return {
    async release() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of waiting) socket.destroy()
      await closed
    },
  }
}

/** Waits for the lock as long as it takes. */
export async function takeLock(name: string, onWait: () => void): Promise<Lock> {
  for (let told = false; ; ) {
    const lock = await tryLock(name)
    if (lock) return lock
    if (!told) onWait()
    told = true
    await new Promise<void>((resolve) => {
      const socket = connect(addressOf(name))
      socket.on('error', () => socket.destroy()).on('close', () => resolve())
      socket.resume()
    })
  }
}
