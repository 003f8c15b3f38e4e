import { z } from 'zod'

/** What was uploaded from this browser: the name of a file and until when the platform keeps it are told by nobody later. */
const Kept = z.record(z.string(), z.object({ name: z.string(), account: z.string(), expiresAt: z.string() }))
type Kept = z.infer<typeof Kept>

const PLACE = 'weilu.media'
const MOST = 100

function read(): Kept {
  try {
    return Kept.safeParse(JSON.parse(localStorage.getItem(PLACE) ?? '{}')).data ?? {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

export const keptMedia = (media: string): Kept[string] | null => read()[media] ?? null

export function keepMedia(media: string, file: Kept[string]): void {
  const all = Object.entries({ ...read(), [media]: file })
  localStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(all.slice(-MOST))))
}
