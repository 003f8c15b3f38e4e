import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { nowMs, type Simulation } from '../../simulation.ts'
import type { WecomAccount } from '../../world/account.ts'
import type { StoredFile } from '../../world/parts.ts'
import { BytesReply, UploadedFile } from '../bytes.ts'
import { defineCall, type Reply } from '../call.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'

/** Uploads of a company (facts C5.6): three days, with their sizes. */
const ok = { errcode: 0, errmsg: 'ok' }
const MEGABYTE = 1024 * 1024
const LIFE_MS = 3 * 86_400_000
const SMALLEST = 5
const LARGEST: Readonly<Record<StoredFile['kind'], number>> = {
  image: 10 * MEGABYTE,
  voice: 2 * MEGABYTE,
  video: 10 * MEGABYTE,
  file: 20 * MEGABYTE,
}
const Uploaded = z.object({ media: z.instanceof(UploadedFile) })
const Kind = z.enum(['image', 'voice', 'video', 'file'])

function store(
  sim: Simulation,
  account: WecomAccount,
  of: { type: string | undefined; file: UploadedFile },
): StoredFile {
  const kind = Kind.safeParse(of.type)
  if (!kind.success) return refuse(40004, 'invalid media type')
  if (of.file.size <= SMALLEST) return refuse(40006, 'invalid media size')
  if (of.file.size > LARGEST[kind.data]) return refuse(45001, 'media size out of limit')
  const now = nowMs(sim)
  const media: StoredFile = {
    id: `3${randomBytes(45).toString('base64url')}`,
    kind: kind.data,
    name: of.file.name,
    type: of.file.type,
    size: of.file.size,
    createdAt: now,
    expiresAt: now + LIFE_MS,
  }
  const corp = corpOf(sim, account)
  corp.media = [...corp.media.filter((one) => one.expiresAt > now), media]
  sim.files.put(media.id, of.file.bytes())
  sim.changed()
  return media
}

const uploadCall = (path: string, typeName: string) =>
  defineCall({
    method: 'POST',
    path,
    caller: 'wecom',
    input: Uploaded,
    misfit: 41005,
    answer({ media: file }, account, { sim, query }): Reply {
      const media = store(sim, account, { type: query[typeName], file })
      const created_at = String(Math.floor(media.createdAt / 1000))
      return { ...ok, type: media.kind, media_id: media.id, created_at }
    },
  })
export const corpMediaUpload = uploadCall('/cgi-bin/media/upload', 'type')
/** For moments (facts C4.8). */
export const corpAttachmentUpload = uploadCall('/cgi-bin/media/upload_attachment', 'media_type')

export const corpMediaGet = defineCall({
  method: 'GET',
  path: '/cgi-bin/media/get',
  caller: 'wecom',
  input: z.object({ media_id: z.string().default('') }),
  answer(input, account, { sim }): Reply {
    const media = corpOf(sim, account).media.find((one) => one.id === input.media_id && one.expiresAt > nowMs(sim))
    const bytes = media === undefined ? null : sim.files.get(media.id)
    return media === undefined || bytes === null ? refuse(40007) : new BytesReply(media.type, bytes)
  },
})

export const corpImageUpload = defineCall({
  method: 'POST',
  path: '/cgi-bin/media/uploadimg',
  caller: 'wecom',
  input: Uploaded,
  misfit: 41005,
  answer({ media: file }, account, { sim }): Reply {
    if (file.size > 2 * MEGABYTE) return refuse(45001, 'media size out of limit')
    const media = store(sim, account, { type: 'image', file })
    return { ...ok, url: `https://wework.qpic.cn/wwpic/${media.id.slice(0, 24)}/0` }
  },
})
