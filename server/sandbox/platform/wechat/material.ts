import { z } from 'zod'
import type { Simulation } from '../../simulation.ts'
import type { OaAccount } from '../../world/account.ts'
import type { StoredMedia } from '../../world/wechat-state.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { newsItems } from './drafts.ts'
import { bytesOf, mediaOf, storeMedia, Uploaded } from './media.ts'
import { stateOf } from './state.ts'

/** Permanent media (facts A8.4): 100,000 pictures, 1,000 of each other kind [U]. */
const MOST = { image: 100_000, voice: 1000, video: 1000, thumb: 1000 } as const

const permanentOf = (sim: Simulation, account: OaAccount, kind: StoredMedia['kind']) =>
  stateOf(sim, account).media.filter((one) => one.expiresAt === null && one.kind === kind)

const Description = z.object({ title: z.string().min(1), introduction: z.string() })
function describedIn(text: string | undefined): z.infer<typeof Description> {
  try {
    const parsed = Description.safeParse(JSON.parse(text ?? ''))
    return parsed.success ? parsed.data : refuse(47001)
  } catch (error) {
    if (error instanceof SyntaxError) return refuse(47001)
    throw error
  }
}

export const materialAdd = defineCall({
  method: 'POST',
  path: '/cgi-bin/material/add_material',
  caller: 'oa',
  input: Uploaded,
  misfit: 41005,
  answer({ media: file, description }, account, { sim, query }) {
    const described = query.type === 'video' ? describedIn(description) : {}
    const media = storeMedia(sim, account, { type: query.type, file, permanent: true, ...described })
    if (permanentOf(sim, account, media.kind).length > MOST[media.kind]) {
      const state = stateOf(sim, account)
      state.media = state.media.filter((one) => one !== media)
      return refuse(45006, 'picture count reaches limit')
    }
    return { media_id: media.id, ...(media.kind === 'image' || media.kind === 'thumb' ? { url: media.url } : {}) }
  },
})

export const materialGet = defineCall({
  method: 'POST',
  path: '/cgi-bin/material/get_material',
  caller: 'oa',
  input: z.object({ media_id: z.string() }),
  answer(input, account, { sim }): Reply {
    const draft = stateOf(sim, account).drafts.find((one) => one.id === input.media_id)
    if (draft !== undefined) return { news_item: newsItems(draft.id, draft.articles, false) }
    const media = mediaOf(sim, account, input.media_id)
    if (media.expiresAt !== null) return refuse(40007)
    if (media.kind !== 'video') return bytesOf(sim, media)
    return { title: media.title, description: media.introduction, down_url: media.url }
  },
})

export const materialDelete = defineCall({
  method: 'POST',
  path: '/cgi-bin/material/del_material',
  caller: 'oa',
  input: z.object({ media_id: z.string() }),
  answer(input, account, { sim }) {
    const media = mediaOf(sim, account, input.media_id)
    if (media.expiresAt !== null) return refuse(40007)
    const state = stateOf(sim, account)
    state.media = state.media.filter((one) => one !== media)
    sim.changed()
    return { errcode: 0, errmsg: 'ok' }
  },
})

export const materialCount = defineCall({
  method: 'GET',
  path: '/cgi-bin/material/get_materialcount',
  caller: 'oa',
  input: z.object({}),
  answer: (_input, account, { sim }) => ({
    voice_count: permanentOf(sim, account, 'voice').length,
    video_count: permanentOf(sim, account, 'video').length,
    image_count: permanentOf(sim, account, 'image').length,
    news_count: stateOf(sim, account).drafts.length,
  }),
})

export const materialList = defineCall({
  method: 'POST',
  path: '/cgi-bin/material/batchget_material',
  caller: 'oa',
  input: z.object({
    type: z.string(),
    offset: z.number().int().min(0),
    count: z.number().int().min(1).max(20),
  }),
  misfit: 40035,
  answer({ type, offset, count }, account, { sim }): Reply {
    const page = <T>(all: T[]) => ({ total: all.length, part: [...all].reverse().slice(offset, offset + count) })
    if (type === 'news') {
      const { total, part } = page(stateOf(sim, account).drafts)
      const item = part.map((draft) => ({
        media_id: draft.id,
        content: { news_item: newsItems(draft.id, draft.articles, false) },
        update_time: Math.floor(draft.updatedAt / 1000),
      }))
      return { total_count: total, item_count: item.length, item }
    }
    if (type !== 'image' && type !== 'voice' && type !== 'video') return refuse(40004, 'invalid media type')
    const { total, part } = page(permanentOf(sim, account, type))
    const item = part.map((media) => ({
      media_id: media.id,
      name: media.name,
      update_time: Math.floor(media.createdAt / 1000),
      ...(type === 'image' ? { url: media.url } : {}),
    }))
    return { total_count: total, item_count: item.length, item }
  },
})
