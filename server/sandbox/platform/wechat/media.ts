import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, nowSeconds, type Simulation } from '../../simulation.ts'
import type { MiniAccount, OaAccount } from '../../world/account.ts'
import type { StoredMedia } from '../../world/wechat-state.ts'
import { BytesReply, UploadedFile } from '../bytes.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { stateOf } from './state.ts'

/**
 * Facts A8.4: temporary media live three days, sizes are [U]. What a file holds stays on the file shelf as long as there
 * is room.
 */
const MEGABYTE = 1024 * 1024
const SIZES: Readonly<Record<StoredMedia['kind'], number>> = {
  image: 10 * MEGABYTE,
  voice: 2 * MEGABYTE,
  video: 10 * MEGABYTE,
  thumb: 64 * 1024,
}
const LIFE_MS = 3 * 86_400_000

export const mediaUrl = (id: string) => `http://mmbiz.qpic.cn/mmbiz/${id}/0`
const newId = (length: number) => randomBytes(length).toString('base64url').slice(0, length)

export const Uploaded = z.object({ media: z.instanceof(UploadedFile), description: z.string().optional() })

export function storeMedia(
  sim: Simulation,
  account: OaAccount | MiniAccount,
  of: { type: string | undefined; file: UploadedFile; permanent: boolean; title?: string; introduction?: string },
): StoredMedia {
  const { file, permanent } = of
  const kind = z.enum(['image', 'voice', 'video', 'thumb']).safeParse(of.type)
  if (!kind.success) return refuse(40004, 'invalid media type')
  if (file.size === 0) return refuse(41005, 'media data missing')
  if (file.size > SIZES[kind.data]) {
    return kind.data === 'image' ? refuse(40009, 'invalid image size') : refuse(45001, 'media size out of limit')
  }
  const id = newId(64)
  const media: StoredMedia = {
    id,
    kind: kind.data,
    name: file.name,
    type: file.type,
    size: file.size,
    title: of.title ?? '',
    introduction: of.introduction ?? '',
    url: mediaUrl(id),
    createdAt: nowMs(sim),
    expiresAt: permanent ? null : nowMs(sim) + LIFE_MS,
  }
  const state = stateOf(sim, account)
  state.media = [...state.media.filter((one) => one.expiresAt === null || one.expiresAt > nowMs(sim)), media]
  sim.files.put(id, file.bytes())
  sim.changed()
  return media
}

/** 40007 for an id of nobody's, of another account's, or past its time. */
export function mediaOf(sim: Simulation, account: OaAccount | MiniAccount, id: string): StoredMedia {
  const media = stateOf(sim, account).media.find((one) => one.id === id)
  if (media === undefined || (media.expiresAt !== null && media.expiresAt <= nowMs(sim))) return refuse(40007)
  return media
}

export function bytesOf(sim: Simulation, media: StoredMedia): BytesReply {
  const bytes = sim.files.get(media.id)
  return bytes === null ? refuse(40007) : new BytesReply(media.type, bytes)
}

export const mediaUpload = defineCall({
  method: 'POST',
  path: '/cgi-bin/media/upload',
  caller: 'wechat',
  input: Uploaded,
  misfit: 41005,
  answer({ media: file }, account, { sim, query }): Reply {
    const media = storeMedia(sim, account, { type: query.type, file, permanent: false })
    const created_at = nowSeconds(sim)
    if (media.kind === 'thumb') return { type: 'thumb', thumb_media_id: media.id, created_at }
    return { type: media.kind, media_id: media.id, created_at }
  },
})

export const mediaGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/media/get',
  caller: 'wechat',
  input: z.object({ media_id: z.string().default('') }),
  answer(input, account, { sim }): Reply {
    const media = mediaOf(sim, account, input.media_id)
    if (media.expiresAt === null) return refuse(40007)
    return media.kind === 'video' ? { video_url: media.url } : bytesOf(sim, media)
  },
})

export const mediaUploadImage = defineCall({
  method: 'POST',
  path: '/cgi-bin/media/uploadimg',
  caller: 'oa',
  input: Uploaded,
  misfit: 41005,
  answer({ media: file }, _account, { sim }) {
    if (file.size > MEGABYTE) return refuse(40009, 'invalid image size')
    if (!/\.(jpe?g|png)$/i.test(file.name)) return refuse(40005, 'invalid file type')
    const id = newId(64)
    sim.files.put(id, file.bytes())
    return { url: mediaUrl(id) }
  },
})

/** The id a mass message of type mpvideo wants. */
export const mediaUploadVideo = defineCall({
  method: 'POST',
  path: '/cgi-bin/media/uploadvideo',
  caller: 'oa',
  input: z.object({ media_id: z.string(), title: z.string(), description: z.string() }),
  answer(input, account, { sim }) {
    const media = mediaOf(sim, account, input.media_id)
    if (media.kind !== 'video') return refuse(40007)
    const copy = { ...media, id: newId(64), title: input.title, introduction: input.description }
    const state = stateOf(sim, account)
    state.media = [...state.media, copy]
    return { type: 'video', media_id: copy.id, created_at: nowSeconds(sim) }
  },
})
