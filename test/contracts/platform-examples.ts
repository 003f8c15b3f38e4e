import type { Examples } from './examples/example.ts'
import { wechatMini } from './examples/wechat-mini.ts'
import { wechatOa } from './examples/wechat-oa.ts'
import { wecomExamples } from './examples/wecom.ts'

/** One example per platform call, close to the documents' own: what is asked, and a success. */
export const examples: Examples = { ...wechatOa, ...wechatMini, ...wecomExamples }
