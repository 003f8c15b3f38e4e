import { z } from 'zod'
import type { MediaKind, MediaTarget, MediaUse } from '../../shared/api/media.ts'

/** Of a file that was uploaded to the platform before; a temporary one is good for three days. */
export const mediaId = (
  title: string,
  description = '素材库中的 media_id；临时素材 3 天内有效',
  /** Where the page may upload one; null where only an id of the platform's own store will do. */
  upload: MediaTarget | null = null,
) => {
  const drawn = upload === null ? { widget: 'line' } : { widget: 'media', upload }
  return z
    .string()
    .trim()
    .min(1, upload === null ? '请填写素材 ID' : '请上传文件，或填写素材 ID')
    .max(256)
    .meta({ title, description, ...drawn })
}

const KEPT = '平台只保留 3 天；发送时间更晚的，请到时重新上传'
const uploaded = (account: MediaTarget['account'], title: string, kind: MediaKind, use: MediaUse) =>
  mediaId(title, KEPT, { account, kind, use })

export const wecomMedia = (title: string, kind: MediaKind) => uploaded('wecom', title, kind, 'message')
export const momentMedia = (title: string, kind: MediaKind) => uploaded('wecom', title, kind, 'moment')
export const oaMedia = (title: string, kind: MediaKind) => uploaded('oa', title, kind, 'message')
export const miniMedia = (title: string, kind: MediaKind) => uploaded('mini', title, kind, 'message')
