import { z } from 'zod'

/** Sites whose pages may load `/sdk.js`: each has a public key, which lets a browser tell and nothing else. */
export const WebSiteId = z.string().regex(/^ws_[0-9a-z]+$/)

/** `https://shop.example`: scheme, host and port as a browser says them, nothing behind. */
export const Origin = z
  .string()
  .trim()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text, {
    message: '网址应写成 https://shop.example.com，不带路径和结尾的 /',
  })
export const WebSiteInput = z.object({
  name: z.string().trim().min(1, '请填写站点名称').max(40),
  origins: z.array(Origin).min(1, '请至少填写一个网址').max(50),
})
export const WebSite = WebSiteInput.extend({
  id: WebSiteId,
  key: z.string(),
  createdAt: z.coerce.date(),
  archivedAt: z.coerce.date().nullable(),
})
export type WebSite = z.infer<typeof WebSite>
export const WebSites = z.object({ items: z.array(WebSite), sdkUrl: z.string() })
export type WebSites = z.infer<typeof WebSites>

/** POST /api/v1/web/person-tokens: who this browser's visitor is, said by the company's own server. */
export const PersonTokenInput = z.object({
  identity: z.string().min(3).max(200),
  days: z.number().int().min(1).max(30).default(1),
})
export const PersonToken = z.object({ token: z.string(), expiresAt: z.coerce.date() })

const Visitor = z.string().regex(/^[a-z0-9]{16,40}$/, '访客编号不对')
const Person = z.string().max(200).nullable().default(null)
const base = {
  id: z.string().regex(/^[a-z0-9]{8,40}$/),
  /** Milliseconds by the browser's clock; only the distance to `now` counts. */
  at: z.number(),
  page: z.string().max(500),
}
const title = z.string().max(100).default('')
export const WebEvent = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('view'), title }),
  z.object({ ...base, kind: z.literal('left'), seconds: z.number().int().min(1).max(86_400) }),
  z.object({ ...base, kind: z.literal('click'), element: z.string().max(100) }),
  z.object({ ...base, kind: z.literal('share'), title }),
  z.object({
    ...base,
    kind: z.literal('form'),
    form: z.string().min(1).max(60),
    fields: z.record(z.string().max(60), z.string().max(200)),
  }),
  z.object({ ...base, kind: z.literal('identify') }),
  z.object({
    ...base,
    kind: z.literal('custom'),
    type: z.string().regex(/^[^\s$@|{}"']{1,60}$/),
    properties: z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean()])),
  }),
])
export type WebEvent = z.infer<typeof WebEvent>

export const WebBatch = z.object({
  visitor: Visitor,
  person: Person,
  now: z.number(),
  events: z.array(z.unknown()).min(1).max(100),
})
export const WebWho = z.object({ visitor: Visitor, person: Person })
export const WebPopupStep = WebWho.extend({ id: z.string().max(200), what: z.enum(['shown', 'clicked', 'closed']) })
export const WebTaken = z.object({ accepted: z.number().int(), refused: z.number().int() })
