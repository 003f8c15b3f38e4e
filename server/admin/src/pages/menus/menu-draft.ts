import { type KnownButton, type KnownEntry, MenuButtons } from '../../../../../shared/api/menus.ts'

/** A menu while it is edited: every field is there, also those its kind does not use, so that changing the kind loses nothing. */
export type DraftEntry = {
  does: string
  name: string
  key: string
  url: string
  appId: string
  page: string
  media: string
  article: string
}
export type DraftButton = DraftEntry & { entries: DraftEntry[] }

export const newEntry = (): DraftEntry => ({
  ...{ does: 'click', name: '', key: '', url: '' },
  ...{ appId: '', page: '', media: '', article: '' },
})
export const newButton = (): DraftButton => ({ ...newEntry(), entries: [] })

const draftEntry = ({ name, does, key, url, appId, page, media, article }: KnownEntry): DraftEntry => ({
  ...{ does, name, key: key ?? '', url: url ?? '' },
  ...{ appId: appId ?? '', page: page ?? '', media: media ?? '', article: article ?? '' },
})
export const draftOf = (buttons: readonly KnownButton[]): DraftButton[] =>
  buttons.map(({ entries = [], ...button }) => ({ ...draftEntry(button), entries: entries.map(draftEntry) }))

/** The menu as it would be saved, or what is wrong where: places are written `0.entries.1.url`. */
export function readDraft(
  draft: readonly DraftButton[],
): { ok: true; buttons: MenuButtons } | { ok: false; problems: ReadonlyMap<string, string> } {
  const parsed = MenuButtons.safeParse(draft)
  if (parsed.success) return { ok: true, buttons: parsed.data }
  const problems = new Map<string, string>()
  for (const { path, message, code } of parsed.error.issues) {
    const place = path.map(String).join('.')
    if (!problems.has(place)) problems.set(place, code === 'invalid_union' ? '这里不能用这种菜单项，请换一种' : message)
  }
  return { ok: false, problems }
}
