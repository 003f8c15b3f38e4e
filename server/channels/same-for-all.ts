import type { z } from 'zod'

const personal = (content: unknown): boolean =>
  typeof content === 'string'
    ? /\{\{[^{}]*\}\}/.test(content)
    : typeof content === 'object' && content !== null && Object.values(content).some(personal)

/** A content that many get in one call: nothing in it can be filled in for one of them. */
export const sameForAll = <C extends z.ZodType>(content: C): C =>
  content.refine((given) => !personal(given), { message: '群发的内容对所有人相同，不能使用变量' })
