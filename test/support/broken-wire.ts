import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * A wire between the server and its database that can be cut (connections break, new ones are refused), frozen (nothing
 * moves, nobody is told), frozen at a certain word of the server's, which is lost then, and mended. A word can also be held back
 * alone, while everything else goes through. The address it gives goes to one host only, so that the driver finds no way around.
 */
export async function createBrokenWire(databaseUri: string) {
  const target = new URL(databaseUri)
  const [host = '127.0.0.1', port = '27017'] = target.host.split(',')[0]?.split(':') ?? []
  const pairs = new Set<readonly [Socket, Socket]>()
  let frozen = false
  let lastWord: { isIt(sent: Buffer): boolean; said(): void } | null = null
  let heldWord: { isIt(sent: Buffer): boolean; held(letGo: () => void): void } | null = null
  let server: Server | null = null
  let ownPort = 0

  const freeze = () => {
    frozen = true
    for (const pair of pairs) for (const end of pair) end.pause()
  }
  const freezeAt = (word: NonNullable<typeof lastWord>) => {
    lastWord = null
    freeze()
    word.said()
  }

  const serve = async () => {
    const fresh = createServer((near) => {
      const far = connect(Number(port), host)
      const pair = [near, far] as const
      pairs.add(pair)
      for (const [one, other] of [pair, [far, near] as const]) {
        one.on('data', (chunk: Buffer) => {
          if (one === near && lastWord?.isIt(chunk)) return freezeAt(lastWord)
          if (one === near && heldWord?.isIt(chunk)) {
            const { held } = heldWord
            heldWord = null
            one.pause()
            return held(() => {
              other.write(chunk)
              one.resume()
            })
          }
          other.write(chunk)
        })
        one.on('error', () => other.destroy())
        one.on('close', () => {
          other.destroy()
          pairs.delete(pair)
        })
        if (frozen) one.pause()
      }
    })
    fresh.listen(ownPort, '127.0.0.1')
    await once(fresh, 'listening')
    const address = fresh.address()
    ownPort = address !== null && typeof address === 'object' ? address.port : 0
    server = fresh
  }
  const breakAll = () => {
    for (const [near, far] of pairs) {
      near.destroy()
      far.destroy()
    }
  }
  await serve()

  target.host = `127.0.0.1:${ownPort}`
  target.searchParams.delete('replicaSet')
  target.searchParams.set('directConnection', 'true')
  return {
    uri: target.toString(),
    async cut(): Promise<void> {
      const closed = server ? once(server, 'close') : null
      server?.close()
      server = null
      breakAll()
      await closed
    },
    freeze,
    /** Lets everything through until the server says this; that word does not arrive, and nothing after it. */
    frozenAt: (isIt: (sent: Buffer) => boolean) =>
      new Promise<void>((said) => {
        lastWord = { isIt, said }
      }),
    /** Holds back this word, and what follows it on its connection, until it is let go. */
    heldAt: (isIt: (sent: Buffer) => boolean) =>
      new Promise<() => void>((held) => {
        heldWord = { isIt, held }
      }),
    async mend(): Promise<void> {
      frozen = false
      for (const pair of pairs) for (const end of pair) end.resume()
      if (server === null) await serve()
    },
    async close(): Promise<void> {
      await this.cut()
    },
  }
}
export type BrokenWire = Awaited<ReturnType<typeof createBrokenWire>>
