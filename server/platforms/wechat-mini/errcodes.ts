import type { Remedy } from '../errors.ts'

/**
 * Mini-program errcodes, by their place in the facts sheet. A number not listed needs a person: `fix-setup`; those
 * listed so are known to mean that.
 */
export const remedies: Readonly<Record<number, Remedy>> = {
  // A1.3, B1, B3 tokens, login, phone
  [-1]: 'retry-soon',
  40001: 'renew-token',
  40014: 'renew-token',
  42001: 'renew-token',
  40003: 'not-reachable',
  40029: 'fix-setup',
  40163: 'fix-setup',
  40226: 'not-reachable',
  45009: 'wait-quota',
  45011: 'retry-soon',
  87009: 'fix-setup',
  // B4 subscribe messages
  40037: 'fix-setup',
  41030: 'fix-setup',
  43101: 'not-reachable',
  43107: 'fix-setup',
  43108: 'retry-soon',
  45168: 'fix-setup',
  47003: 'fix-setup',
  // B5 customer service
  40007: 'fix-setup',
  40008: 'fix-setup',
  45002: 'fix-setup',
  45015: 'window-closed',
  45047: 'window-closed',
  45072: 'fix-setup',
  45080: 'window-closed',
  45081: 'already-done',
  // B6 codes and links
  40097: 'fix-setup',
  40129: 'fix-setup',
  // B7 moderation
  43104: 'not-reachable',
  61010: 'window-closed',
  87014: 'fix-setup',
}

/** What is wrong with our set-up, as the person who connects the account reads it. */
export const setupTroubles: Readonly<Record<number, string>> = {
  40001: 'AppSecret 不正确，或已被重置',
  40013: 'AppID 不正确',
  40125: 'AppSecret 不正确',
  40164: '本服务器的 IP 不在小程序后台的 IP 白名单里',
  40243: 'AppSecret 已被冻结，请在公众平台解冻或重置',
  41002: '没有填写 AppID',
  41004: '没有填写 AppSecret',
  48001: '小程序没有这个接口的权限',
}
