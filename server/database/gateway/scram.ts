/**
 * Who may come in. Any program on the machine can reach a loopback port, so the gateway asks for a password in
 * SCRAM-SHA-256 (RFC 7677), as MongoDB does: neither side sends it, and each proves to the other that it knows it.
 * A connection is outside, then in the middle of the conversation, then inside; only then do other commands pass.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { Binary, type Document } from 'bson'
import type { Command } from './command.ts'
import { MongoError } from './errors.ts'

export const USER = 'weilu'
const ITERATIONS = 15_000
const BEFORE_THE_PASSWORD = new Set(['hello', 'isMaster', 'ismaster', 'buildInfo', 'buildinfo', 'ping'])

const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

interface Keys {
  readonly salt: Buffer
  readonly storedKey: Buffer
  readonly serverKey: Buffer
}

const derived = new Map<string, Keys>()

/** Slow on purpose, so done once per password and not once per connection. */
function keysOf(password: string): Keys {
  const known = derived.get(password)
  if (known) return known
  const salt = randomBytes(24)
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256')
  const keys = { salt, storedKey: sha256(hmac(salted, 'Client Key')), serverKey: hmac(salted, 'Server Key') }
  derived.set(password, keys)
  return keys
}

function textOf(command: Command): string {
  const payload = command.get('payload')
  if (payload instanceof Binary) return Buffer.from(payload.buffer).toString('utf8', 0, payload.position)
  throw refused()
}

const refused = (): MongoError => new MongoError(18, 'AuthenticationFailed', 'Authentication failed.')
const reply = (text: string, done: boolean): Document => ({
  conversationId: 1,
  done,
  payload: new Binary(Buffer.from(text)),
  ok: 1,
})

export class Guard {
  private readonly keys: Keys | undefined
  private inside: boolean
  private talk: { clientFirst: string; serverFirst: string; nonce: string } | undefined

  constructor(password: string | undefined) {
    this.keys = password === undefined ? undefined : keysOf(password)
    this.inside = password === undefined
  }

  /** The guard's own answer, or nothing when the command may pass. */
  answer(command: Command): Document | undefined {
    if (command.name === 'saslStart') return this.start(command)
    if (command.name === 'saslContinue') return this.finish(command)
    if (this.inside || BEFORE_THE_PASSWORD.has(command.name)) return undefined
    throw new MongoError(13, 'Unauthorized', `command ${command.name} requires authentication`)
  }

  /** Tells a driver that asks in its hello which ways in there are. */
  greet(hello: Document, command: Command): Document {
    return command.has('saslSupportedMechs') ? { ...hello, saslSupportedMechs: ['SCRAM-SHA-256'] } : hello
  }

  private start(command: Command): Document {
    const clientFirst = textOf(command).replace(/^n,[^,]*,/, '')
    const [, user, theirs] = /^n=([^,]*),r=([^,]+)/.exec(clientFirst) ?? []
    if (!this.keys || command.get('mechanism') !== 'SCRAM-SHA-256' || user !== USER || !theirs) throw refused()
    const nonce = theirs + randomBytes(24).toString('base64')
    const serverFirst = `r=${nonce},s=${this.keys.salt.toString('base64')},i=${ITERATIONS}`
    this.talk = { clientFirst, serverFirst, nonce }
    return reply(serverFirst, false)
  }

  private finish(command: Command): Document {
    const { keys, talk } = this
    if (this.inside) return reply('', true) // the empty last exchange of drivers that do not skip it
    this.talk = undefined
    const [, unproved, nonce, proof] = /^(c=[^,]*,r=([^,]*)),p=(.+)$/.exec(textOf(command)) ?? []
    if (!keys || !talk || unproved === undefined || proof === undefined || nonce !== talk.nonce) throw refused()
    const said = `${talk.clientFirst},${talk.serverFirst},${unproved}`
    const signature = hmac(keys.storedKey, said)
    const given = Buffer.from(proof, 'base64')
    if (given.length !== signature.length) throw refused()
    const clientKey = given.map((byte, i) => byte ^ (signature[i] ?? 0))
    if (!timingSafeEqual(sha256(clientKey), keys.storedKey)) throw refused()
    this.inside = true
    return reply(`v=${hmac(keys.serverKey, said).toString('base64')}`, true)
  }
}
