/** MongoDB's wire protocol: OP_MSG, and OP_QUERY for the first hello of a connection. */
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { BSON, type Document } from 'bson'
import { Command } from './command.ts'
import { Framer } from './framer.ts'

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
const EXHAUST_ALLOWED = 1 << 16
const AWAIT_CAPABLE = 8
const MAX_MESSAGE = 48_000_000 + 16_384
const EMPTY = Buffer.from(BSON.serialize({}))

export type Reply = Buffer | Document

export function parseMessage(message: Buffer): Command {
  const requestId = message.readInt32LE(4)
  const opcode = message.readInt32LE(12)
  if (opcode === OP_QUERY) {
    const nameEnd = message.indexOf(0, 20)
    const from = nameEnd + 1 + 8
    const legacyDb = message.toString('utf8', 20, nameEnd).split('.')[0] || 'admin'
    return new Command({ requestId, body: message.subarray(from, from + message.readInt32LE(from)), legacyDb })
  }
  if (opcode !== OP_MSG) throw new Error(`unsupported opcode ${opcode}`)
  const flags = message.readInt32LE(16)
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0)
  let body: Buffer = EMPTY
  const sequences = new Map<string, Buffer>()
  for (let at = 20; at < end; ) {
    const kind = message[at++]
    const size = message.readInt32LE(at)
    if (kind === 0) body = message.subarray(at, at + size)
    else if (kind === 1) {
      const nameEnd = message.indexOf(0, at + 4)
      sequences.set(message.toString('latin1', at + 4, nameEnd), message.subarray(nameEnd + 1, at + size))
    } else throw new Error(`unsupported section kind ${kind}`)
    at += size
  }
  return new Command({
    requestId,
    body,
    sequences,
    wantsReply: (flags & MORE_TO_COME) === 0,
    wantsStream: (flags & EXHAUST_ALLOWED) !== 0,
  })
}

let lastReply = 0

function send(socket: Socket, command: Command, reply: Uint8Array, flags = 0): void {
  lastReply = (lastReply + 1) | 0
  const head = Buffer.alloc(command.legacy ? 36 : 21)
  head.writeInt32LE(head.length + reply.length, 0)
  head.writeInt32LE(lastReply, 4)
  head.writeInt32LE(command.requestId, 8)
  head.writeInt32LE(command.legacy ? OP_REPLY : OP_MSG, 12)
  if (command.legacy) {
    head.writeInt32LE(AWAIT_CAPABLE, 16)
    head.writeInt32LE(1, 32) // one document; cursor id and start stay 0
  } else head.writeInt32LE(flags, 16)
  socket.cork()
  socket.write(head)
  socket.write(reply)
  socket.uncork()
}

/** Reads commands from a connection and answers them one after the other. */
export function serveConnection(socket: Socket, answer: (command: Command) => Promise<Reply>): void {
  socket.setNoDelay(true)
  const framer = new Framer(16, (head) => {
    const size = head.readInt32LE(0)
    if (size < 16 || size > MAX_MESSAGE) throw new RangeError(`a message of ${size} bytes`)
    return size
  })
  let last = Promise.resolve()
  const closed = new AbortController()
  socket.once('close', () => closed.abort())
  const reply = async (command: Command, flags = 0): Promise<void> => {
    const made = await answer(command)
    if (!command.wantsReply || !socket.writable) return
    send(socket, command, Buffer.isBuffer(made) ? made : BSON.serialize(made, { ignoreUndefined: true }), flags)
  }
  /**
   * A driver's monitor asks once and is told again and again. It then always has a read open, by which it notices a
   * broken connection; one that polls can wait for ever on a write into a socket that has just died.
   */
  const keepTelling = async (command: Command): Promise<void> => {
    const everyMs = Number(command.get('maxAwaitTimeMS'))
    while (!closed.signal.aborted) {
      const over = await pause(everyMs, false, { signal: closed.signal, ref: false }).catch(() => true)
      if (over) return
      await reply(command, command.wantsStream ? MORE_TO_COME : 0)
      if (!command.wantsStream) return
    }
  }
  const isAwaited = (command: Command) => command.has('topologyVersion') && command.has('maxAwaitTimeMS')
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of framer.push(chunk)) {
        const command = parseMessage(frame)
        last = last
          .then(() => (isAwaited(command) ? keepTelling(command) : reply(command)))
          .catch(() => void socket.destroy())
      }
    } catch {
      socket.destroy() // not MongoDB's protocol: there is nobody to explain it to
    }
  })
  socket.on('error', () => socket.destroy())
}
