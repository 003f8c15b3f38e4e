import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { receiverOf } from '../callbacks/envelope.ts'
import { openMessage, sealMessage, signParts } from '../crypto/message-crypto.ts'
import { isRecord, readXml, textAt, writeXml, type XmlElement } from '../crypto/xml.ts'
import { readBody } from '../http/body.ts'
import type { Account } from '../world/account.ts'

/**
 * A product of a hundred lines for the simulator's own tests: takes callbacks under `/callbacks/<appid or corpid>`,
 * refuses what is not signed, remembers the rest, and answers what the test told it to.
 */
export type Received = {
  account: string
  query: URLSearchParams
  raw: string
  message: Record<string, unknown>
  refused: boolean
}
export type Answer = { status?: number; body?: string; reply?: XmlElement; afterMs?: number; never?: boolean }

export async function startTestProduct(accounts: () => readonly Account[]) {
  const received: Received[] = []
  const pages = new Map<string, string>()
  const state = { answer: (_received: Received): Answer => ({ body: 'success' }), echo: (text: string) => text }

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      response.statusCode = 500
      response.end(String(error))
    })
  })

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://product')
    const page = pages.get(url.pathname)
    if (page !== undefined) {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(page)
      return
    }
    const account = accounts().find((known) => url.pathname === `/callbacks/${receiverOf(known)}`)
    if (account === undefined) {
      response.statusCode = 404
      response.end()
      return
    }
    if (request.method === 'GET') response.end(state.echo(echoOf(account, url.searchParams)))
    else await take(account, url.searchParams, { raw: await readBody(request), response })
  }

  async function take(account: Account, query: URLSearchParams, of: { raw: string; response: ServerResponse }) {
    const message = openCallback(account, query, of.raw)
    const entry: Received = {
      account: receiverOf(account),
      query,
      raw: of.raw,
      message: message ?? {},
      refused: message === null,
    }
    received.push(entry)
    const { response } = of
    if (message === null) {
      response.statusCode = 401
      response.end('refused')
      return
    }
    const answer = state.answer(entry)
    if (answer.never === true) return
    if (answer.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.afterMs))
    response.statusCode = answer.status ?? 200
    response.end(answer.reply === undefined ? (answer.body ?? '') : sealReply(account, answer.reply))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test product did not get a port')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    received,
    pages,
    state,
    callbackUrl: (account: Account) => `${url}/callbacks/${receiverOf(account)}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
export type TestProduct = Awaited<ReturnType<typeof startTestProduct>>

function echoOf(account: Account, query: URLSearchParams): string {
  const echo = query.get('echostr') ?? ''
  return account.kind === 'wecom' ? openMessage({ encodingAesKey: account.encodingAesKey, sealed: echo }).message : echo
}

function parse(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return readXml(text)
  const parsed: unknown = JSON.parse(text)
  return isRecord(parsed) ? parsed : null
}

/** Null when it must be refused. */
function openCallback(account: Account, query: URLSearchParams, raw: string): Record<string, unknown> | null {
  const outer = parse(raw)
  if (outer === null) return null
  const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? '']
  if (account.kind !== 'wecom' && query.get('signature') !== signParts(account.token, timestamp, nonce)) return null
  const sealed = textAt(outer, 'Encrypt')
  if (sealed === '') return outer
  if (query.get('msg_signature') !== signParts(account.token, timestamp, nonce, sealed)) return null
  try {
    const opened = openMessage({ encodingAesKey: account.encodingAesKey, sealed })
    return opened.receiver === receiverOf(account) ? parse(opened.message) : null
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}

function sealReply(account: Account, reply: XmlElement): string {
  const message = writeXml(reply)
  if (account.kind !== 'wecom' && account.mode === 'plain') return message
  const sealed = sealMessage({
    encodingAesKey: account.encodingAesKey,
    message,
    receiver: receiverOf(account),
  })
  const [timestamp, nonce] = ['1760000001', '12345678']
  return writeXml({
    Encrypt: sealed,
    MsgSignature: signParts(account.token, timestamp, nonce, sealed),
    TimeStamp: Number(timestamp),
    Nonce: nonce,
  })
}
