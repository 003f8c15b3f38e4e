import { z } from 'zod'

/** Of a file that was uploaded to the platform before; a temporary one is good for three days. */
export const mediaId = (title: string, description = '素材库中的 media_id；临时素材 3 天内有效') =>
  z.string().trim().min(1, '请填写素材 ID').max(256).meta({ title, description, widget: 'line' })
