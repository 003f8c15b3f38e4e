import { useState } from 'preact/hooks'
import type { PersonView } from './api.ts'

/** The Official Account's menu: up to three buttons, each may open a small list. */
export function MenuBar(of: { buttons: PersonView['menu']; tap: (key: string) => void }) {
  const [open, setOpen] = useState<number | null>(null)
  if (of.buttons.length === 0) return null
  return (
    <div class="menu-bar">
      {of.buttons.map((button, index) => {
        const inner = button.sub_button ?? []
        return (
          <div class="menu-slot" key={button.name}>
            {open === index ? (
              <div class="menu-list">
                {inner.map((one) => (
                  <button
                    key={one.name}
                    type="button"
                    onClick={() => {
                      setOpen(null)
                      of.tap(one.key ?? one.name)
                    }}
                  >
                    {one.name}
                  </button>
                ))}
              </div>
            ) : null}
            <button
              type="button"
              class="menu-button"
              aria-expanded={inner.length > 0 ? open === index : undefined}
              onClick={() =>
                inner.length > 0 ? setOpen(open === index ? null : index) : of.tap(button.key ?? button.name)
              }
            >
              {inner.length > 0 ? '≡ ' : ''}
              {button.name}
            </button>
          </div>
        )
      })}
    </div>
  )
}
