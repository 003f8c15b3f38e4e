import type { Remedy } from '../errors.ts'

/** WeCom errcodes (facts C1.3). A number not listed needs a person: `fix-setup`. */
export const remedies: Readonly<Record<number, Remedy>> = {
  [-1]: 'retry-soon',
  40001: 'renew-token',
  40014: 'renew-token',
  42001: 'renew-token',
  41096: 'retry-soon',
  45033: 'retry-soon',
  45009: 'wait-quota',
  40003: 'not-reachable',
  40096: 'not-reachable',
  43004: 'not-reachable',
  46004: 'not-reachable',
  60111: 'not-reachable',
  81013: 'not-reachable',
  82001: 'not-reachable',
  84061: 'not-reachable',
  40073: 'not-reachable',
  // Nobody to send a mass message to [U]; a group that is none of ours.
  41048: 'not-reachable',
  86001: 'not-reachable',
  86003: 'not-reachable',
  41050: 'window-closed',
  41051: 'window-closed',
  // Codes and tickets of a login: used up, too old or somebody else's.
  40029: 'window-closed',
  84014: 'window-closed',
  84015: 'window-closed',
  // 微信客服 [U]: five messages were sent, the conversation is over or with somebody else.
  95001: 'window-closed',
  95013: 'window-closed',
  95018: 'window-closed',
}

/** What is wrong with our set-up, as the person who connects the account reads it. */
export const setupTroubles: Readonly<Record<number, string>> = {
  40001: '应用 Secret 不正确',
  40013: '企业 ID 不正确',
  40056: 'AgentId 不正确',
  40091: 'Secret 属于另一个企业',
  48002: '应用没有这个接口的权限，请在「客户联系 → 可调用接口的应用」里添加它',
  48005: '企业微信已停用这个接口',
  50001: '网页的域名不在应用的可信域名里',
  50002: '登录的成员不在应用的可见范围里',
  50003: '应用已被停用',
  60011: '应用的可见范围不包含这些成员或部门',
  81017: '应用可见范围超过 1000 人，查询群统计时需要指定群主',
  84074: '成员或应用没有客户联系权限',
  60020: '本服务器的 IP 不在应用的企业可信 IP 里',
  301002: '这个 Secret 无权操作该应用，请检查 AgentId 与 Secret 是否配套',
  2000002: '企业 ID 不正确',
}
