import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkSession } from '../../../server/platforms/wechat-mini/api/check-session.ts'
import { code2session } from '../../../server/platforms/wechat-mini/api/code2session.ts'
import { generateScheme } from '../../../server/platforms/wechat-mini/api/generate-scheme.ts'
import { generateUrllink } from '../../../server/platforms/wechat-mini/api/generate-urllink.ts'
import { getWxaCodeUnlimit } from '../../../server/platforms/wechat-mini/api/get-wxa-code-unlimit.ts'
import { mediaCheckAsync } from '../../../server/platforms/wechat-mini/api/media-check-async.ts'
import { messageCustomSend as miniSend } from '../../../server/platforms/wechat-mini/api/message-custom-send.ts'
import { messageCustomTyping as miniTyping } from '../../../server/platforms/wechat-mini/api/message-custom-typing.ts'
import { msgSecCheck } from '../../../server/platforms/wechat-mini/api/msg-sec-check.ts'
import { queryScheme } from '../../../server/platforms/wechat-mini/api/query-scheme.ts'
import { queryUrllink } from '../../../server/platforms/wechat-mini/api/query-urllink.ts'
import { resetUserSessionKey } from '../../../server/platforms/wechat-mini/api/reset-user-session-key.ts'
import { sessionSignature } from '../../../server/platforms/wechat-mini/crypto.ts'
import { until } from '../../support/until.ts'
import { refused, startMeeting } from './meeting.ts'

const { close, line, mini, folder, user, received } = await startMeeting()
afterAll(close)

describe('the mini-program', () => {
  const login = async (person: string) => {
    const { code } = await line.act(`/people/${person}/mini/login`)
    return mini.call(code2session, { appid: line.mini.appId, secret: line.mini.appSecret, js_code: code })
  }

  test('proves a session key without showing it, and changes it', async () => {
    const { openid, session_key } = await login('walk')
    const proof = { openid, signature: sessionSignature(session_key) }
    await mini.call(checkSession, proof)
    const next = await mini.call(resetUserSessionKey, proof)
    expect((await refused(mini.call(checkSession, proof))).errcode).toBe(87009)
    await mini.call(checkSession, { openid, signature: sessionSignature(next.session_key) })
  })

  test('answers whoever wrote to it', async () => {
    const message = { touser: user('p0070'), msgtype: 'text' as const, text: { content: '你好' } }
    expect(await refused(mini.call(miniSend, message))).toMatchObject({ remedy: 'window-closed' })
    await line.act('/people/p0070/mini/say', { text: '在吗' })
    await mini.call(miniTyping, { touser: user('p0070'), command: 'Typing' })
    for (let count = 0; count < 4; count += 1) await mini.call(miniSend, message)
    await mini.call(miniSend, {
      touser: user('p0070'),
      msgtype: 'link',
      link: { title: '一', description: '', url: 'https://a', thumb_url: '' },
    })
    expect((await refused(mini.call(miniSend, message))).errcode).toBe(45047)
    await line.act('/people/p0071/mini/enter-session', { from: 'order' })
    expect(received('user_enter_tempsession').at(-1)?.message).toMatchObject({ SessionFrom: 'order' })
    const page = { title: '订单', pagepath: 'pages/a', thumb_media_id: 'm1' }
    const card = { touser: user('p0071'), msgtype: 'miniprogrampage' as const, miniprogrampage: page }
    await mini.call(miniSend, card)
    await mini.call(miniSend, card)
    expect((await refused(mini.call(miniSend, card))).errcode).toBe(45047)
  })

  test('draws codes', async () => {
    const file = join(folder, 'code')
    const code = { scene: 'a=1', page: 'pages/index/index' }
    expect(await mini.save(getWxaCodeUnlimit, code, file)).toMatchObject({ kind: 'file', contentType: 'image/jpeg' })
    expect(readFileSync(file).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]))
    expect(await mini.save(getWxaCodeUnlimit, { ...code, is_hyaline: true }, file)).toMatchObject({
      contentType: 'image/png',
    })
    const bad = mini.save(getWxaCodeUnlimit, { scene: 'a', page: 'pages/in dex' }, file)
    expect((await refused(bad)).errcode).toBe(41030)
  })

  test('gives links that end', async () => {
    const { openlink } = await mini.call(generateScheme, {
      jump_wxa: { path: 'pages/a', query: 'b=1' },
      expire_type: 1,
      expire_interval: 7,
    })
    const { scheme_info } = await mini.call(queryScheme, { scheme: openlink })
    expect(scheme_info).toMatchObject({ appid: line.mini.appId, path: 'pages/a', query: 'b=1' })
    expect(scheme_info.expire_time - scheme_info.create_time).toBe(7 * 86_400)
    const far = Math.floor(line.clock.now().getTime() / 1000) + 90 * 86_400
    const { url_link } = await mini.call(generateUrllink, { path: 'pages/a', expire_type: 0, expire_time: far })
    const { url_link_info } = await mini.call(queryUrllink, { url_link })
    expect(url_link_info.expire_time - url_link_info.create_time).toBe(30 * 86_400)
    expect((await refused(mini.call(queryUrllink, { url_link: 'https://wxaurl.cn/none' }))).errcode).toBe(85403)
  })

  test('has texts and media looked at', async () => {
    const { openid } = await login('walk')
    const text = (content: string) => mini.call(msgSecCheck, { openid, scene: 2, content })
    expect((await text('你好')).result).toEqual({ suggest: 'pass', label: 100 })
    expect((await text('来赌博')).result).toEqual({ suggest: 'risky', label: 20006 })
    const media = { openid, scene: 1 as const, media_type: 2 as const, media_url: 'https://example.com/a.jpg' }
    const { trace_id } = await mini.call(mediaCheckAsync, media)
    line.clock.jump(121_000)
    const [verdict] = await until('the verdict is told', () => {
      const told = received('wxa_media_check')
      return told.length > 0 && told
    })
    expect(verdict?.message).toMatchObject({ trace_id, result: { suggest: 'pass' } })
    line.clock.jump(2 * 3_600_000)
    expect(await refused(text('你好'))).toMatchObject({ errcode: 61010, remedy: 'window-closed' })
  })
})
