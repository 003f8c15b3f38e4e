/** What a keeper and the programs that use its database say to each other: one JSON object per line. */
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'

export const KeeperSays = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), text: z.string() }),
  /** The database can be used; said again after the engine died and came back. */
  z.object({ kind: z.literal('ready'), port: z.number(), password: z.string().nullable() }),
  z.object({ kind: z.literal('engine-died') }),
  /** It cannot go on; the keeper ends. */
  z.object({ kind: z.literal('failed'), why: z.string() }),
])
export type KeeperSays = z.infer<typeof KeeperSays>

/** A program that ends in order leaves; one whose connection just breaks was killed and may come back. */
export const ProgramSays = z.object({ kind: z.literal('leave') })
export type ProgramSays = z.infer<typeof ProgramSays>

export const KeeperOptions = z.object({
  folder: z.string(),
  watched: z.array(z.string()),
  programs: z.string(),
  durability: z.enum(['disk', 'memory']),
  /** How long to wait for a program to come back when the last one was killed. */
  graceMs: z.number(),
  /** 0: any free port. */
  port: z.number(),
  password: z.boolean(),
  /** The data is thrown away at the end. */
  disposable: z.boolean(),
})
export type KeeperOptions = z.infer<typeof KeeperOptions>

/** The keeper's exit code when another keeper already has the folder. */
export const ALREADY_KEPT = 3

export function say(socket: Socket, message: KeeperSays | ProgramSays): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}

export function listen<T>(socket: Socket, schema: z.ZodType<T>, hear: (message: T) => void): void {
  const lines = createInterface({ input: socket })
  lines.on('line', (line) => hear(schema.parse(JSON.parse(line))))
  lines.on('error', () => lines.close()) // the socket broke; its own close event is what counts
}
