import { z } from 'zod'
import type { ContactId } from '../../../shared/ids.ts'
import { anyone } from '../auth.ts'
import { defineRoute, type RequestContext } from '../define-route.ts'
import { notFound } from '../errors.ts'
import { plainPage } from '../plain-page.ts'
import type { UnsubscribeCodes } from '../unsubscribe-code.ts'

export type UnsubscribeNeeds = {
  codes: Pick<UnsubscribeCodes, 'read'>
  /** Ends marketing on the channel; doing it again changes nothing. */
  unsubscribe(given: { contact: ContactId; channel: string }): Promise<void>
}

const params = z.object({ code: z.string().max(400) })
const html = { contentType: 'text/html', note: 'A plain page' }

function show(ctx: RequestContext, page: string) {
  ctx.set('Cache-Control', 'no-store')
  ctx.set('Referrer-Policy', 'no-referrer')
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = page
}

/** Filters and previews open every address of a mail: only the button, or a mail program's own, ends anything (RFC 8058). */
export const unsubscribeRoutes = ({ codes, unsubscribe }: UnsubscribeNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/unsubscribe/:code',
    summary: 'Ask whether marketing mails shall end',
    auth: anyone,
    params,
    reply: html,
    async answer({ params: { code }, ctx }) {
      if (codes.read(code) === null) throw notFound()
      const sentence = '点下面的按钮后，您不会再收到我们的营销邮件。与订单和服务有关的通知不受影响。'
      show(ctx, plainPage({ title: '退订营销邮件', sentence, button: '确认退订' }))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/unsubscribe/:code',
    summary: 'End marketing mails to whom the link was sent',
    auth: anyone,
    params,
    reply: html,
    async answer({ params: { code }, ctx }) {
      const target = codes.read(code)
      if (target === null) throw notFound()
      await unsubscribe(target)
      show(ctx, plainPage({ title: '已退订', sentence: '您不会再收到我们的营销邮件。', button: null }))
    },
  }),
]
