import type { Remedy } from '../errors.ts'

/**
 * Official Account errcodes, by their place in the facts sheet. A number not listed needs a person: `fix-setup`; those
 * listed so are known to mean that.
 */
export const remedies: Readonly<Record<number, Remedy>> = {
  // A1.3, A1.4 tokens, quotas and the account itself
  [-1]: 'retry-soon',
  40001: 'renew-token',
  40014: 'renew-token',
  42001: 'renew-token',
  45011: 'retry-soon',
  45009: 'wait-quota',
  48001: 'fix-setup',
  48004: 'fix-setup',
  48006: 'wait-quota',
  76021: 'fix-setup',
  76022: 'fix-setup',
  // A3, A4.4, A5 people, tags, templates
  40003: 'not-reachable',
  40032: 'fix-setup',
  40037: 'fix-setup',
  43004: 'not-reachable',
  43019: 'not-reachable',
  43101: 'not-reachable',
  43107: 'fix-setup',
  43108: 'retry-soon',
  43116: 'fix-setup',
  45056: 'fix-setup',
  45057: 'fix-setup',
  45058: 'fix-setup',
  45059: 'fix-setup',
  45157: 'fix-setup',
  45158: 'fix-setup',
  45159: 'fix-setup',
  45168: 'fix-setup',
  46004: 'not-reachable',
  47003: 'fix-setup',
  49003: 'not-reachable',
  // A6 customer service
  40007: 'fix-setup',
  40008: 'fix-setup',
  45002: 'fix-setup',
  45015: 'window-closed',
  45047: 'window-closed',
  45072: 'fix-setup',
  45080: 'window-closed',
  45081: 'already-done',
  48002: 'not-reachable',
  // A7 mass messages
  40031: 'fix-setup',
  40060: 'fix-setup',
  45028: 'wait-quota',
  45065: 'already-done',
  45066: 'retry-soon',
  45067: 'fix-setup',
  45083: 'fix-setup',
  45084: 'fix-setup',
  48008: 'fix-setup',
  // A8 media
  40004: 'fix-setup',
  40009: 'fix-setup',
  41005: 'fix-setup',
  45001: 'fix-setup',
  // A9 menus
  46003: 'fix-setup',
  65303: 'fix-setup',
  // A10 web login: the code or its session is spent, the person must come through the login page again
  40029: 'fix-setup',
  40030: 'fix-setup',
  40163: 'fix-setup',
  41008: 'fix-setup',
  42003: 'fix-setup',
  42007: 'fix-setup',
  // A11 statistics
  61500: 'fix-setup',
  61501: 'fix-setup',
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
