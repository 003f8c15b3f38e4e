import type { Remedy } from '../errors.ts'

/** Official Account errcodes (facts A1.3, A4.4, A6.2). A number not listed needs a person: `fix-setup`. */
export const remedies: Readonly<Record<number, Remedy>> = {
  [-1]: 'retry-soon',
  40001: 'renew-token',
  40014: 'renew-token',
  42001: 'renew-token',
  45011: 'retry-soon',
  45009: 'wait-quota',
  40003: 'not-reachable',
  43004: 'not-reachable',
  43019: 'not-reachable',
  43101: 'not-reachable',
  46004: 'not-reachable',
  48002: 'not-reachable',
  45015: 'window-closed',
  45047: 'window-closed',
}

/** What is wrong with our set-up, as the person who connects the account reads it. */
export const setupTroubles: Readonly<Record<number, string>> = {
  40001: 'AppSecret 不正确，或已被重置',
  40013: 'AppID 不正确',
  40125: 'AppSecret 不正确',
  40164: '本服务器的 IP 不在公众号后台的 IP 白名单里',
  40243: 'AppSecret 已被冻结，请在公众平台解冻或重置',
  41002: '没有填写 AppID',
  41004: '没有填写 AppSecret',
  48001: '公众号没有这个接口的权限，请检查认证状态',
  48004: '公众号的接口已被封禁',
  50002: '公众号被限制使用',
  89503: '本服务器的 IP 需要管理员在微信里确认',
}
