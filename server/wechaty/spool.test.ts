import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BotEvent } from '../../shared/api/wechaty.ts'
import { until } from '../../test/support/until.ts'
import { createLog } from '../kit/log.ts'
import { createCourier } from './courier.ts'
import { createSpool } from './spool.ts'

const event = (id: string): BotEvent => ({
  kind: 'message',
  id,
  at: new Date('2026-03-01T08:00:00Z'),
  who: { id: 'x', name: '林小满', friend: true },
  room: null,
  form: 'text',
  text: id,
})
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weilu-spool-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const idsOf = (events: readonly { id: string }[] = []) => events.map(({ id }) => id)

describe('the spool', () => {
  it('gives back in order what another process wrote, one account at a time', () => {
    const spool = createSpool(folder)
    for (const id of ['a', 'b']) spool.keep({ bot: 'b1', event: event(id) })
    spool.keep({ bot: 'b2', event: event('c') })
    const reopened = createSpool(folder)
    const first = reopened.next()
    expect([first?.bot, idsOf(first?.events)]).toEqual(['b1', ['a', 'b']])
    if (first) reopened.forget(first)
    expect(idsOf(reopened.next()?.events)).toEqual(['c'])
  })

  it('puts aside what nobody can read, and leaves a half-written file alone', () => {
    writeFileSync(join(folder, '000000000000001-00000001.json'), '{"bot":')
    writeFileSync(join(folder, '000000000000002-00000001.json.new'), '{')
    const spool = createSpool(folder)
    spool.keep({ bot: 'b1', event: event('a') })
    expect(idsOf(spool.next()?.events)).toEqual(['a'])
    expect(readdirSync(join(folder, 'refused'))).toEqual(['000000000000001-00000001.json'])
  })
})

describe('the courier', () => {
  const taken: string[] = []
  let answers: number[]
  let server: Server
  let url: string
  beforeEach(async () => {
    taken.length = 0
    answers = []
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const { events } = JSON.parse(Buffer.concat(chunks).toString()) as { events: BotEvent[] }
      const unreadable = events.some(({ id }) => id === 'unreadable')
      const status = answers.shift() ?? (unreadable ? 400 : 200)
      if (status === 200) taken.push(...idsOf(events))
      response.writeHead(status).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const carry = async (ids: readonly string[]) => {
    const spool = createSpool(folder)
    const courier = createCourier({ spool, productUrl: url, token: 't', log: createLog('silent') })
    for (const id of ids) spool.keep({ bot: 'b1', event: event(id) })
    courier.nudge()
    await until('the spool is empty', () => spool.size() === 0)
    await courier.stop()
  }

  it('hands everything over in order, and tries again what the product did not take', async () => {
    answers = [503, 401]
    await carry(['a', 'b', 'c'])
    expect(taken).toEqual(['a', 'b', 'c'])
  })

  it('keeps beside what the product cannot read, and goes on with the rest', async () => {
    await carry(['a', 'unreadable', 'b'])
    expect(taken).toEqual(['a', 'b'])
    expect(readdirSync(join(folder, 'refused'))).toHaveLength(1)
  })
})
