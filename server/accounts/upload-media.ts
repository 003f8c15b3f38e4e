import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  type MediaKind,
  type MediaTarget,
  type MediaUse,
  mediaProblem,
  type UploadedMedia,
} from '../../shared/api/media.ts'
import type { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Upload } from '../platforms/upload.ts'
import { mediaUpload as wechatUpload } from '../platforms/wechat-oa/api/media-upload.ts'
import { mediaUpload } from '../platforms/wecom/api/media-upload.ts'
import { mediaUploadAttachment } from '../platforms/wecom/api/media-upload-attachment.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { connectedApp, saidToPerson } from './said-to-person.ts'

export type GivenFile = {
  kind: MediaKind
  use: MediaUse
  name: string
  body: AsyncIterable<Uint8Array>
  /** As announced; null when it was not. */
  bytes: number | null
}

/** Said with the file: the platforms look at the content themselves. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  mp4: 'video/mp4',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
}
const typeOf = (name: string) =>
  TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'

const DAYS_3_MS = 3 * 86_400_000

/**
 * A manager's file, taken to the platform of one account. It lies on our disk while it goes, because a call with an old
 * token is made a second time; nothing of it is kept.
 */
export function createMediaUploads({ platforms }: { platforms: Pick<AppPlatforms, 'byId'> }) {
  return async (id: AccountId, file: GivenFile): Promise<UploadedMedia> => {
    const app = await connectedApp(platforms, id)
    const target: MediaTarget = { account: app.account.kind, kind: file.kind, use: file.use }
    if (file.bytes === null) throw refused(411, 'media.unknown-size', '没有说明文件大小，请重新选择文件')
    const problem = mediaProblem(target, { name: file.name, bytes: file.bytes })
    if (problem !== null) throw refused(422, 'media.unfit', problem)
    const path = join(tmpdir(), `weilu-media-${randomUUID()}`)
    try {
      await pipeline(atMost(file.body, file.bytes), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
      const { name, bytes: size } = file
      const media: Upload = { name, type: typeOf(name), size, open: () => createReadStream(path) }
      const { media_id, created_at } = await saidToPerson({ code: 'media.not-taken', failed: '平台没有收下文件' }, () =>
        sent(app, target, media),
      )
      return { media: media_id, expiresAt: new Date(created_at * 1000 + DAYS_3_MS) }
    } finally {
      await rm(path, { force: true })
    }
  }
}

async function sent({ platform }: ConnectedApp, { account, kind, use }: MediaTarget, media: Upload) {
  if (account === 'wecom') {
    return use === 'moment' && kind !== 'voice'
      ? await platform.call(mediaUploadAttachment, { media_type: kind, attachment_type: 1, media })
      : await platform.call(mediaUpload, { type: kind, media })
  }
  if (kind === 'file') throw refused(422, 'media.unfit', '这里不能用这种文件')
  return await platform.call(wechatUpload, { type: kind, media })
}

/** Exactly as much as was announced: less is a broken upload, more is a lie. */
async function* atMost(body: AsyncIterable<Uint8Array>, bytes: number) {
  let left = bytes
  for await (const chunk of body) {
    left -= chunk.length
    if (left < 0) throw refused(413, 'media.too-large', '文件比说明的大，请重新选择文件')
    yield chunk
  }
  if (left > 0) throw refused(400, 'media.cut-off', '文件没有传完，请再试一次')
}

const refused = (status: number, code: string, message: string) => new Refusal({ code, status, message })
