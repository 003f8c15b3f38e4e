import { z } from 'zod'
import { LooseId } from '../call.ts'
import { bytes } from '../text-limits.ts'

/** Names, keys and addresses count bytes, all [U] (facts A9.3). */
const topName = bytes(16).min(1)
const innerName = bytes(60).min(1)
const keyed = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
] as const

const leaves = (name: typeof topName) =>
  z.discriminatedUnion('type', [
    z.object({ type: z.enum(keyed), name, key: bytes(128).min(1) }),
    z.object({ type: z.literal('view'), name, url: bytes(1024).min(1) }),
    z.object({
      type: z.literal('miniprogram'),
      name,
      /** Opened by clients too old for mini-programs. */
      url: bytes(1024).min(1),
      appid: z.string().min(1),
      pagepath: z.string().min(1),
    }),
    z.object({ type: z.literal('media_id'), name, media_id: z.string().min(1) }),
    z.object({ type: z.enum(['article_id', 'article_view_limited']), name, article_id: z.string().min(1) }),
  ])
const Branch = z.object({ name: topName, sub_button: z.array(leaves(innerName)).min(1).max(5) })

export const MenuButtons = z
  .array(z.union([leaves(topName), Branch]))
  .min(1)
  .max(3)

const KnownButton = z.object({
  name: z.string(),
  type: z.string().optional(),
  key: z.string().optional(),
  url: z.string().optional(),
  appid: z.string().optional(),
  pagepath: z.string().optional(),
  media_id: z.string().optional(),
  article_id: z.string().optional(),
})
/** A menu as it is read back. */
export const KnownButtons = z.array(KnownButton.extend({ sub_button: z.array(KnownButton).default([]) }))
/** Here sub_button is an object, and what was made on the platform's own page has a `value`. */
const SelfButton = KnownButton.extend({ value: z.string().optional() })
export const SelfButtons = z.array(
  SelfButton.extend({ sub_button: z.object({ list: z.array(SelfButton) }).default({ list: [] }) }),
)
export const MenuId = LooseId

/** The platform's way to say that an account has none (facts A9.3). */
export const isNoMenu = (errcode: number): boolean => errcode === 46003
