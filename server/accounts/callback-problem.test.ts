import { describe, expect, test } from 'vitest'
import { addressProblemOf, refusalSentence } from './callback-problem.ts'

const WECHAT = 'https://api.weixin.qq.com'

describe('an address the platform can', () => {
  test.each([
    ['reach', 'https://crm.example.com', WECHAT, null],
    ['not reach: this machine', 'http://localhost:3000', WECHAT, '本机或内网'],
    ['not reach: this machine by number', 'https://127.0.0.1', WECHAT, '本机或内网'],
    ['not reach: the office network', 'https://192.168.1.20', WECHAT, '本机或内网'],
    ['not reach: a bare name', 'https://crm', WECHAT, '本机或内网'],
    ['not reach without TLS', 'http://crm.example.com', WECHAT, 'https://'],
    ['not reach at another port', 'https://crm.example.com:8443', WECHAT, '8443'],
    ['reach at 443', 'https://crm.example.com:443', WECHAT, null],
    ['reach because it is on this machine too', 'http://127.0.0.1:3000', 'http://127.0.0.1:3001/wechat', null],
  ])('%s: %s', (_what, url, platform, problem) => {
    const said = addressProblemOf(url, platform)
    if (problem === null) expect(said).toBeNull()
    else expect(said).toContain(problem)
  })
})

describe('a request that was turned away', () => {
  test.each([
    ['oa', 'verification', 'signature', '令牌（Token）不一致'],
    ['wecom', 'verification', 'padding', 'EncodingAESKey）不对'],
    ['wecom', 'verification', 'addressee', '企业 ID'],
    ['oa', 'callback', 'addressee', 'AppID 和原始 ID'],
    ['oa', 'callback', 'plain-mode', '安全模式'],
    ['mini', 'verification', 'stale', '校准服务器时间'],
    ['mini', 'callback', 'unknown-account', '完整复制回调地址'],
    ['oa', 'verification', 'malformed', '浏览器'],
    ['oa', 'callback', 'malformed', '代理'],
    ['oa', 'verification', 'outdated-keys', '重新生成以前'],
  ] as const)('of %s, %s: %s says what to do', (kind, what, why, words) => {
    expect(refusalSentence({ kind }, { what, why })).toContain(words)
  })
})
