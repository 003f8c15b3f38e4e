import { z } from 'zod'
import { AccountId, ContactId } from '../ids.ts'

/** The menu of an Official Account and those that only some followers see (facts A9.3). */
const bytesOf = (text: string): number =>
  [...text].reduce((sum, one) => {
    const point = one.codePointAt(0) ?? 0
    return sum + (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4)
  }, 0)
const bytesUpTo = (most: number, message: string) =>
  z
    .string()
    .trim()
    .min(1, '请填写')
    .refine((text) => bytesOf(text) <= most, message)

/** What sends an event with its key when it is tapped. */
export const keyedKinds = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
] as const
const articleKinds = ['article_id', 'article_view_limited'] as const

const kindsNamed = (name: z.ZodType<string, string>) =>
  [
    z.object({ does: z.enum(keyedKinds), name, key: bytesUpTo(128, '编号太长，最多 128 字节') }),
    z.object({ does: z.literal('view'), name, url: z.url('请填写完整的网址').max(1024, '网址太长') }),
    z.object({
      does: z.literal('miniprogram'),
      name,
      appId: z.string().trim().min(1, '请填写小程序 AppID'),
      page: z.string().trim().min(1, '请填写小程序页面'),
      /** Opened by clients too old for mini-programs. */
      url: z.url('请填写完整的网址').max(1024, '网址太长'),
    }),
    z.object({ does: z.literal('media_id'), name, media: z.string().trim().min(1, '请填写素材编号') }),
    z.object({ does: z.enum(articleKinds), name, article: z.string().trim().min(1, '请填写文章编号') }),
  ] as const

const topName = bytesUpTo(16, '最多 16 字节，约 5 个汉字')
export const MenuEntry = z.discriminatedUnion('does', kindsNamed(bytesUpTo(60, '最多 60 字节，约 20 个汉字')))
export type MenuEntry = z.infer<typeof MenuEntry>
const entries = z.array(MenuEntry).min(1, '子菜单至少一项').max(5, '子菜单最多 5 项')
export const MenuButton = z.discriminatedUnion('does', [
  ...kindsNamed(topName),
  z.object({ does: z.literal('group'), name: topName, entries }),
])
export type MenuButton = z.infer<typeof MenuButton>
export const MenuButtons = z.array(MenuButton).min(1, '菜单至少一项').max(3, '菜单最多 3 项')
export type MenuButtons = z.infer<typeof MenuButtons>

/** As the platform tells it: also what can't be made here. */
export const KnownEntry = z.object({
  does: z.string(),
  name: z.string(),
  ...{ key: z.string().optional(), url: z.string().optional(), appId: z.string().optional() },
  ...{ page: z.string().optional(), media: z.string().optional(), article: z.string().optional() },
})
export type KnownEntry = z.infer<typeof KnownEntry>
export const KnownButton = KnownEntry.extend({ entries: z.array(KnownEntry).optional() })
export type KnownButton = z.infer<typeof KnownButton>

export const clientKinds = ['ios', 'android', 'other'] as const
export const MenuRule = z
  .object({
    /** The platform's id of a tag of the account. */
    tag: z.string().min(1).nullable().default(null),
    client: z.enum(clientKinds).nullable().default(null),
  })
  .refine(({ tag, client }) => tag !== null || client !== null, '请至少选一个条件')
export type MenuRule = z.infer<typeof MenuRule>
export const ConditionalMenu = z.object({
  id: z.string(),
  buttons: z.array(KnownButton),
  tag: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  client: z.enum(clientKinds).nullable(),
  /** A rule has conditions that platforms once had and followers no longer meet. */
  outdated: z.boolean(),
})
export type ConditionalMenu = z.infer<typeof ConditionalMenu>

export const Menus = z.object({
  /** Null: the account has no menu, and can't have conditional ones. */
  standard: z.array(KnownButton).nullable(),
  /** As the platform tells them; of those that fit a follower the newest wins. */
  conditional: z.array(ConditionalMenu),
})
export type Menus = z.infer<typeof Menus>
export const NewConditionalMenu = z.object({ buttons: MenuButtons, rule: MenuRule })
export type NewConditionalMenu = z.infer<typeof NewConditionalMenu>

/** What one follower sees; `menu` is the conditional menu that looks so, null for the standard one or where several do. */
export const SeenMenu = z.object({ buttons: z.array(KnownButton), menu: z.string().nullable(), standard: z.boolean() })
export type SeenMenu = z.infer<typeof SeenMenu>

export const menuParams = z.object({ id: AccountId })
export const SeenBy = z.object({ contact: ContactId })
