import type { Trouble } from './api'

export type Notice = { title: string; text: string; mend: string | null; detail: string | null }

/** What a page says when it can't show what it is for. */
export function noticeOf(trouble: Trouble): Notice {
  switch (trouble.kind) {
    case 'outside':
      return { title: '请在微信中打开', text: '这个页面需要知道您是谁，浏览器里看不到。', mend: null, detail: null }
    case 'no-login':
      return { title: '没有登录', text: '微信没有给出登录凭证，请再试一次。', mend: '重新登录', detail: null }
    case 'silent':
      return { title: '没有连上服务器', text: '请检查网络后再试。', mend: '再试一次', detail: null }
    case 'drifted':
      return {
        title: '读到的资料不完整',
        text: '服务器的回应与页面的版本不一致，请稍后再试。',
        mend: '再试一次',
        detail: numberOf(trouble.requestId),
      }
    case 'refused':
      return {
        title: trouble.status === 403 ? '没有权限' : trouble.status === 404 ? '没有找到' : '没有打开',
        text: trouble.message,
        mend: trouble.status === 403 ? null : '再试一次',
        detail: trouble.status < 500 ? null : numberOf(trouble.requestId),
      }
  }
}

/** One sentence beside the button that did not go through. */
export function sayTrouble(action: string, trouble: Trouble): string {
  if (trouble.kind === 'refused') {
    return `${action}没有成功：${trouble.message}${trouble.status < 500 ? '' : `（请求编号 ${trouble.requestId}）`}`
  }
  const { title, text } = noticeOf(trouble)
  return `${action}没有成功：${title}。${text}`
}

const numberOf = (requestId: string | null) => (requestId === null ? null : `请求编号 ${requestId}`)
