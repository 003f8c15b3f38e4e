import type { KnownButton } from '../../../../../shared/api/menus.ts'
import { leadsTo } from './menu-words.ts'

/** The menu as it stands at the foot of the chat, its sub-menus opened above. */
export function MenuPreview({ buttons, label }: { buttons: readonly KnownButton[]; label: string }) {
  return (
    <ul className="menu-preview" aria-label={label}>
      {buttons.map((button, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two buttons may be the same in everything
        <li key={at} className="menu-preview-button">
          {(button.entries ?? []).length > 0 ? (
            <ul className="menu-preview-entries">
              {button.entries?.map((entry, inner) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <li key={inner} title={leadsTo(entry)}>
                  {entry.name}
                </li>
              ))}
            </ul>
          ) : (
            <span className="menu-preview-leads quiet small">{leadsTo(button)}</span>
          )}
          <span className="menu-preview-name">{button.name}</span>
        </li>
      ))}
    </ul>
  )
}
