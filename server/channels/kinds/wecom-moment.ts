import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { userIdOf } from '../../../shared/staff-id.ts'
import type { Platform } from '../../platforms/call.ts'
import { PlatformDrifted, PlatformSilent } from '../../platforms/errors.ts'
import { externalContactAddMomentTask } from '../../platforms/wecom/api/external-contact-add-moment-task.ts'
import { externalContactGetCorpTagList } from '../../platforms/wecom/api/external-contact-get-corp-tag-list.ts'
import { type Delivery, defineChannel, type Platforms } from '../contract.ts'
import { reachFriend, WecomAddress } from '../friend-address.ts'
import { momentMedia } from '../media-id.ts'
import { sameForAll } from '../same-for-all.ts'
import { OWNER_FIRST, senderAccount } from '../sender-account.ts'
import { charsUpTo, optionalCharsUpTo } from '../text-limits.ts'

const around = {
  ...senderAccount('wecom', OWNER_FIRST),
  visibleTo: z.array(z.string().trim().min(1)).max(100).default([]).meta({
    title: '可见的企业标签',
    description: '填标签名；只有带其中任一标签的客户看得到。不填时，发表的员工的全部客户都看得到',
    widget: 'tags',
  }),
}
const text = optionalCharsUpTo(2000).meta({ title: '文字', widget: 'textarea' })

/** A text, or with or without one up to nine pictures, one video or one link (facts C4.8). */
const Content = z.discriminatedUnion('form', [
  z
    .object({
      form: z.literal('text'),
      text: charsUpTo(2000).meta({ title: '文字', widget: 'textarea' }),
      ...around,
    })
    .meta({ title: '文字' }),
  z
    .object({
      form: z.literal('pictures'),
      text,
      pictures: z
        .array(momentMedia('图片', 'image'))
        .min(1, '至少一张图片')
        .max(9, '最多 9 张图片')
        .meta({ title: '图片', description: '最多 9 张' }),
      ...around,
    })
    .meta({ title: '图片' }),
  z.object({ form: z.literal('video'), text, media: momentMedia('视频', 'video'), ...around }).meta({ title: '视频' }),
  z
    .object({
      form: z.literal('link'),
      text,
      title: z.string().trim().max(64).optional().meta({ title: '链接标题' }),
      url: z.url().meta({ title: '链接', widget: 'url' }),
      cover: momentMedia('封面', 'image'),
      ...around,
    })
    .meta({ title: '链接' }),
])
type Content = z.output<typeof Content>

const HOUR = 3_600_000

/**
 * A moment of the company, which each member publishes under their own name: nothing is seen before (facts C4.8). The
 * platform takes members and tags, not customers: who came to this step decides which members are asked, and everybody
 * the moment is visible to sees it. What became of it is asked for later (accounts/moment-results.ts). Ten tasks a
 * minute: the members of an hour share one.
 */
export default defineChannel({
  name: 'wecom-moment',
  label: '企业微信客户朋友圈',
  audience: 'customer',
  reachable:
    '企业微信好友的朋友圈；由员工在手机上确认后发表，一小时内走到这里的人合成一条。同一员工的其他客户也会看到，可用企业标签限定',
  window: null,
  quota: null,
  // The sheet names no limit for one customer [U]; more than one a day of a company is more than anybody reads.
  perPerson: { most: 1, per: 'day' },
  cost: null,
  receipts: ['delivered', 'failed'],
  instant: false,
  pickable: true,
  account: 'wecom',
  repeat: 'unsafe',
  content: sameForAll(Content),
  address: WecomAddress,
  reach: reachFriend,
  async deliver({ content, address }, platforms) {
    const [fate] = await handOver(content, [address], platforms)
    return fate ?? { kind: 'skipped', why: 'not-reachable' }
  },
  together: {
    senderOf: ({ address }) => ({ account: address.corpId, staff: null }),
    most: 10_000,
    fewest: 1,
    gatherMs: HOUR,
    asks: ({ staff }) => userIdOf(staff).toLowerCase(),
    deliver: ({ content, addresses }, platforms) => handOver(content, addresses, platforms),
  },
  ledger: () => null,
  summary: (content) => `朋友圈：${wordsOf(content)}`.slice(0, 80),
})

async function handOver(content: Content, to: readonly WecomAddress[], platforms: Platforms): Promise<Delivery[]> {
  const [first] = to
  if (!first) return []
  const { platform } = await platforms.wecom(first.staff)
  const tags = await tagsNamed(content.visibleTo, platform)
  if ('unknown' in tags) return to.map(() => ({ kind: 'refused', why: `企业微信里没有标签「${tags.unknown}」` }))
  const members = [...new Set(to.map(({ staff }) => userIdOf(staff)))].map((member) => StaffId.parse(member))
  const { jobid } = await platform.call(externalContactAddMomentTask, {
    ...bodyOf(content),
    visible_range: {
      sender_list: { user_list: members },
      ...(tags.ids.length > 0 && { external_contact_list: { tag_list: tags.ids } }),
    },
  })
  return to.map(() => ({ kind: 'handed', receipt: jobid }))
}

/** Managers know tags by name; two groups may each have one of the same name. */
async function tagsNamed(
  names: readonly string[],
  platform: Platform,
): Promise<{ ids: string[] } | { unknown: string }> {
  if (names.length === 0) return { ids: [] }
  const { tag_group: groups } = await beforehand(platform.call(externalContactGetCorpTagList, {}))
  const tags = groups.flatMap(({ tag }) => tag).filter(({ deleted }) => !deleted)
  const unknown = names.find((name) => !tags.some((tag) => tag.name === name))
  if (unknown !== undefined) return { unknown }
  return { ids: tags.filter(({ name }) => names.includes(name)).map(({ id }) => id) }
}

/** When no answer comes to what is asked before, the moment itself has not left. */
async function beforehand<A>(asking: Promise<A>): Promise<A> {
  try {
    return await asking
  } catch (error) {
    if (!(error instanceof PlatformSilent || error instanceof PlatformDrifted)) throw error
    throw new PlatformSilent({ api: error.api, mayHaveHappened: false, reason: error.reason })
  }
}

function bodyOf(content: Content) {
  const said = content.text === undefined ? {} : { text: { content: content.text } }
  switch (content.form) {
    case 'text':
      return said
    case 'pictures': {
      const attachments = content.pictures.map((media_id) => ({ msgtype: 'image' as const, image: { media_id } }))
      return { ...said, attachments }
    }
    case 'video':
      return { ...said, attachments: [{ msgtype: 'video' as const, video: { media_id: content.media } }] }
    case 'link': {
      const { title, url, cover } = content
      return { ...said, attachments: [{ msgtype: 'link' as const, link: { title, url, media_id: cover } }] }
    }
  }
}

function wordsOf(content: Content): string {
  if (content.text !== undefined) return content.text
  switch (content.form) {
    case 'text':
      return content.text
    case 'pictures':
      return `${content.pictures.length} 张图片`
    case 'video':
      return '视频'
    case 'link':
      return content.title ?? content.url
  }
}
