import { errcodesOf } from '../errcode.ts'

/** The Wechaty process's own refusals, in the form all platforms answer in: `{ errcode, errmsg }`. */
export const errcodes = errcodesOf({
  'not-reachable': {
    1: '对方已不是个人微信号的好友',
    2: '登录的个人微信号换了，对方是另一个号的好友',
  },
  'fix-setup': {
    3: '个人微信号发不了这种消息，或者附件地址打不开',
    401: '个人微信号进程不是用这套系统的 SECRET_KEY 启动的',
  },
})
