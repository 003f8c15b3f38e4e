import { z } from 'zod'

/** POST /api/v1/accounts/:id/media: a file for a message, taken to the platform, which keeps it for three days. */
export const MediaKind = z.enum(['image', 'voice', 'video', 'file'])
export type MediaKind = z.infer<typeof MediaKind>
/** A moment takes only files that were uploaded for moments. */
export const MediaUse = z.enum(['message', 'moment'])
export type MediaUse = z.infer<typeof MediaUse>
export const UploadedMedia = z.object({ media: z.string(), expiresAt: z.coerce.date() })
export type UploadedMedia = z.infer<typeof UploadedMedia>

/** Where a field's file goes, told to the page by the field's schema. */
export const MediaTarget = z.object({ account: z.enum(['oa', 'mini', 'wecom']), kind: MediaKind, use: MediaUse })
export type MediaTarget = z.infer<typeof MediaTarget>

export type MediaRule = { megabytes: number; endings: readonly string[]; words: string }
const PICTURE: MediaRule = { megabytes: 10, endings: ['jpg', 'jpeg', 'png'], words: 'JPG、PNG 图片，最大 10 MB' }
const VIDEO: MediaRule = { megabytes: 10, endings: ['mp4'], words: 'MP4 视频，最大 10 MB' }

/** What each platform takes (facts A8, C5.6); null for what it does not. */
export function mediaRuleOf({ account, kind, use }: MediaTarget): MediaRule | null {
  if (use === 'moment' && (account !== 'wecom' || kind === 'voice' || kind === 'file')) return null
  switch (kind) {
    case 'image':
      return PICTURE
    case 'video':
      return account === 'mini' ? null : VIDEO
    case 'voice':
      if (account === 'mini') return null
      return account === 'wecom'
        ? { megabytes: 2, endings: ['amr'], words: 'AMR 语音，最大 2 MB、60 秒' }
        : { megabytes: 2, endings: ['amr', 'mp3'], words: 'AMR、MP3 语音，最大 2 MB、60 秒' }
    case 'file':
      return account === 'wecom' ? { megabytes: 20, endings: [], words: '任何文件，最大 20 MB' } : null
  }
}

/** The platforms refuse a file that is smaller. */
const SMALLEST_BYTES = 6

/** Why the platform would not take this file, before anything is sent; null when it would. */
export function mediaProblem(target: MediaTarget, file: { name: string; bytes: number }): string | null {
  const rule = mediaRuleOf(target)
  if (rule === null) return '这里不能用这种文件'
  const ending = /\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? ''
  if (rule.endings.length > 0 && !rule.endings.includes(ending)) return `文件格式不对，需要 ${rule.words}`
  if (file.bytes > rule.megabytes * 1024 * 1024) return `文件太大，需要 ${rule.words}`
  return file.bytes < SMALLEST_BYTES ? '文件是空的' : null
}
