import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPlatform } from '../../../server/platforms/call.ts'
import type { Errcodes } from '../../../server/platforms/errcode.ts'
import { PlatformRefused } from '../../../server/platforms/errors.ts'
import { createHttpTransport } from '../../../server/platforms/http-transport.ts'
import type { Upload } from '../../../server/platforms/upload.ts'
import { errcodes as miniErrcodes } from '../../../server/platforms/wechat-mini/errcodes.ts'
import { draftAdd } from '../../../server/platforms/wechat-oa/api/draft-add.ts'
import { materialAddMaterial } from '../../../server/platforms/wechat-oa/api/material-add-material.ts'
import { errcodes as oaErrcodes } from '../../../server/platforms/wechat-oa/errcodes.ts'
import { startLine } from '../../../server/sandbox/testing/line.ts'
import type { MiniAccount, OaAccount } from '../../../server/sandbox/world/account.ts'
import { openIdOf } from '../../../server/sandbox/world/identity.ts'
import { OpenId } from '../../../shared/ids.ts'

/** The product's reading of the documents against the simulator's own: they share no line and must understand each other. */
export async function startMeeting() {
  // Time enough for a callback on a busy machine: what is sent twice would be counted twice.
  const line = await startLine({ callbackTimeoutMs: 20_000 })
  const http = createHttpTransport({ baseUrl: line.simulator.wechatUrl })
  const folder = mkdtempSync(join(tmpdir(), 'weilu-meet-'))
  const client = (account: OaAccount | MiniAccount, errcodes: Errcodes) =>
    createPlatform({
      transport: http.send,
      errcodes,
      quota: null,
      tokens: { current: () => line.tokenOf(account), renew: () => line.tokenOf(account) },
      pause: async () => undefined,
    })
  const oa = client(line.oa, oaErrcodes)
  const mini = client(line.mini, miniErrcodes)
  const chatOf = (person: string) => line.sim.world.messages.filter((one) => one.chat.endsWith(`:${person}`))
  return {
    line,
    oa,
    mini,
    folder,
    follower: (person: string) => OpenId.parse(openIdOf(line.oa.appId, person)),
    user: (person: string) => OpenId.parse(openIdOf(line.mini.appId, person)),
    received: (event: string) => line.product.received.filter((one) => one.message.Event === event),
    chatOf,
    lastIn: (person: string) => chatOf(person).at(-1)?.body,
    /** A draft of so many articles, each with a picture from elsewhere in its text. */
    async aDraft(...titles: string[]) {
      const cover = await oa.call(materialAddMaterial, { type: 'image', media: fileOf('cover.jpg') })
      const article = { content: '<p>正文<img src="http://elsewhere/a.png"></p>', thumb_media_id: cover.media_id }
      return (await oa.call(draftAdd, { articles: titles.map((title) => ({ title, ...article })) })).media_id
    },
    async close() {
      await http.close()
      await line.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Bytes that hold what looks like the end of a form. */
export const picture = Buffer.concat([
  Buffer.from([0xff, 0xd8]),
  Buffer.alloc(300_000, 7),
  Buffer.from('\r\n--boundary\r\n'),
])
export const fileOf = (name: string, type = 'image/jpeg', bytes = picture): Upload => ({
  name,
  type,
  size: bytes.length,
  async *open() {
    for (let from = 0; from < bytes.length; from += 1000) yield bytes.subarray(from, from + 1000)
  },
})

export async function refused(work: Promise<unknown>): Promise<PlatformRefused> {
  const error = await work.then(() => null).catch((caught: unknown) => caught)
  if (error instanceof PlatformRefused) return error
  throw new Error('it was expected to be refused', { cause: error })
}
