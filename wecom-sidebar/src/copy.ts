import type { Trouble } from './api.ts'
import type { Stop } from './open.ts'

/** What the sidebar says to colleagues. `mend` is the label of the button that tries again; null when that cannot help. */
export type Notice = { title: string; text: string; mend: string | null; detail: string | null }

export function noticeOf(stop: Stop): Notice {
  switch (stop.kind) {
    case 'nowhere':
      return plain('没有这个页面', '链接可能已经失效。请从客户聊天的侧边栏重新打开。')
    case 'login-refused':
      return plain('没有登录', '企业微信没有给出您的身份。请确认您在应用的可见范围内，再试一次。', '重新登录')
    case 'unknown-customer':
      return plain('还没有这位客户的资料', '刚添加的客户通常在一分钟内同步过来，请稍后刷新。', '刷新')
    case 'nobody':
      return { ...nobody[stop.reason], detail: stop.said }
    case 'trouble':
      return troubleNotice(stop.trouble)
  }
}

const nobody: Record<Extract<Stop, { kind: 'nobody' }>['reason'], Notice> = {
  'outside-wecom': plain('请在企业微信中打开', '这个页面需要知道您正在和哪位客户聊天，浏览器里看不到。'),
  'no-permission': plain(
    '没有查看这位客户的权限',
    '请管理员在企业微信后台检查两处：您和本应用都有“客户联系”权限；应用的可信域名与本页一致。',
    '再试一次',
  ),
  'no-customer-chat': plain('这里没有客户', '请打开与一位客户的聊天，再点聊天工具栏里的“微路”。', '再试一次'),
  silent: plain('企业微信没有回应', '网络可能不稳定。', '再试一次'),
  'not-signed': plain('页面没有通过签名', '请管理员检查企业微信账号的连接状态和本页域名。', '再试一次'),
  failed: plain('没有读到当前客户', '企业微信返回了一个我们不认识的结果。', '再试一次'),
}

function troubleNotice(trouble: Trouble): Notice {
  switch (trouble.kind) {
    case 'silent':
      return plain('没有连上服务器', '请检查网络后再试。', '再试一次')
    case 'drifted':
      return {
        ...plain('读到的资料不完整', '服务器的回应与页面的版本不一致，请稍后再试。', '再试一次'),
        detail: number(trouble.requestId),
      }
    case 'refused':
      return trouble.status === 403
        ? { ...plain('没有权限', trouble.message), detail: number(trouble.requestId) }
        : { ...plain('没有打开这位客户', trouble.message, '再试一次'), detail: number(trouble.requestId) }
  }
}

/** One sentence for a bar at the foot of the page, when an action did not go through. */
export function sayTrouble(action: string, trouble: Trouble): string {
  switch (trouble.kind) {
    case 'silent':
      return `${action}没有成功：没有连上服务器。您写的内容还在，请再试一次。`
    case 'drifted':
      return `${action}的结果没有读懂，请刷新后确认。${bracketed(trouble.requestId)}`
    case 'refused':
      return `${action}没有成功：${trouble.message}${trouble.status < 500 ? '' : bracketed(trouble.requestId)}`
  }
}

function plain(title: string, text: string, mend: string | null = null): Notice {
  return { title, text, mend, detail: null }
}
const number = (requestId: string | null) => (requestId === null ? null : `请求编号 ${requestId}`)
const bracketed = (requestId: string | null) => (requestId === null ? '' : `（请求编号 ${requestId}）`)
