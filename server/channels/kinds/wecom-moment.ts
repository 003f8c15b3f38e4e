import { z } from 'zod'
import { StaffId } from '../../../shared/ids.ts'
import { userIdOf } from '../../../shared/staff-id.ts'
import type { Platform } from '../../platforms/call.ts'
import { PlatformDrifted, PlatformSilent } from '../../platforms/errors.ts'
import { externalContactAddMomentTask } from '../../platforms/wecom/api/external-contact-add-moment-task.ts'
import { externalContactGetCorpTagList } from '../../platforms/wecom/api/external-contact-get-corp-tag-list.ts'
import { receiptOfMoment } from '../../platforms/wecom/moment-receipt.ts'
import type { Delivery, Platforms } from '../contract.ts'
import { type FoundMoment, findMoment, isPlatformTrouble, wasUnheard } from '../find-moment.ts'
import type { WecomAddress } from '../friend-address.ts'
import { momentMedia } from '../media-id.ts'
import { memberTask } from '../member-task.ts'
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

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * A moment of the company, which each member publishes under their own name. The platform takes members and tags, not
 * customers: who came to this step decides which members are asked, and everybody the moment is visible to sees it (what
 * became of it: accounts/moment-results.ts). Ten tasks a minute: the members of an hour share one. The platform knows no
 * key that tells a second asking from the first: when no answer comes, its list of moments is looked through.
 */
export default memberTask({
  name: 'wecom-moment',
  label: '企业微信客户朋友圈',
  reachable:
    '企业微信好友的朋友圈；由员工在手机上确认后发表，一小时内走到这里的人合成一条。同一员工的其他客户也会看到，可用企业标签限定',
  content: sameForAll(Content),
  gatherMs: HOUR,
  senderOf: ({ corpId }) => ({ account: corpId, staff: null }),
  asks: ({ staff }) => memberOf(staff),
  handOver,
  summary: (content) => `朋友圈：${wordsOf(content)}`.slice(0, 80),
})

type Errand = { content: Content; to: readonly WecomAddress[]; now: Date; since: Date | null }
const memberOf = (staff: StaffId) => userIdOf(staff).toLowerCase()

async function handOver({ content, to, now, since }: Errand, platforms: Platforms): Promise<Delivery[]> {
  const [first] = to
  if (!first) return []
  const { platform } = await platforms.wecom(first.staff)
  const tags = await tagsNamed(content.visibleTo, platform)
  if ('unknown' in tags) return to.map(() => ({ kind: 'refused', why: `企业微信里没有标签「${tags.unknown}」` }))
  const body = bodyOf(content)
  const members = [...new Set(to.map(({ staff }) => userIdOf(staff)))].map((member) => StaffId.parse(member))
  const sought = { body, of: new Set(to.map(({ staff }) => memberOf(staff))) }
  const found = since === null ? null : await beforehand(findMoment(platform, { ...sought, since, now }))
  if (found !== null) return to.map((address) => fateIn(found, address, now))
  try {
    const { jobid } = await platform.call(externalContactAddMomentTask, {
      ...body,
      visible_range: {
        sender_list: { user_list: members },
        ...(tags.ids.length > 0 && { external_contact_list: { tag_list: tags.ids } }),
      },
    })
    return to.map(() => ({ kind: 'handed', receipt: jobid }))
  } catch (error) {
    const made = wasUnheard(error) ? await lookedFor({ ...sought, now }, platform, platforms) : null
    if (made === null) throw error
    return to.map((address) => fateIn(made, address, now))
  }
}

/** Whoever is not asked for it has a call of their own: what becomes of them is told under another name. */
const fateIn = ({ moment, members }: FoundMoment, { staff }: WecomAddress, now: Date): Delivery =>
  members.has(memberOf(staff))
    ? { kind: 'handed', receipt: receiptOfMoment(moment) }
    : { kind: 'later', at: new Date(now.getTime() + MINUTE), why: 'busy' }

/** The platform makes the moment within seconds of taking the task. */
const LOOKS_AFTER_MS = [1000, 3000, 6000]

async function lookedFor(
  sought: Pick<Parameters<typeof findMoment>[1], 'body' | 'of'> & { now: Date },
  platform: Platform,
  { pause }: Pick<Platforms, 'pause'>,
): Promise<FoundMoment | null> {
  for (const ms of LOOKS_AFTER_MS) {
    await pause(ms)
    try {
      const until = new Date(sought.now.getTime() + MINUTE)
      const found = await findMoment(platform, { ...sought, since: sought.now, now: until })
      if (found !== null) return found
    } catch (error) {
      // Whoever asks next looks again.
      if (!isPlatformTrouble(error)) throw error
    }
  }
  return null
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
