import type { ComponentChildren } from 'preact'

/** A plainly drawn phone, 390 × 844, no brand marks. */
export function Phone(of: {
  label: string
  title: string
  clock: string
  children: ComponentChildren
  back?: (() => void) | undefined
  action?: ComponentChildren
}) {
  return (
    <section class="phone" aria-label={of.label}>
      <div class="phone-status">
        <span>{of.clock}</span>
        <span class="phone-battery" aria-hidden="true" />
      </div>
      <header class="phone-title">
        {of.back ? (
          <button type="button" class="phone-back" onClick={of.back} aria-label="返回">
            ‹
          </button>
        ) : (
          <span class="phone-back" />
        )}
        <h2>{of.title}</h2>
        <span class="phone-action">{of.action}</span>
      </header>
      {of.children}
    </section>
  )
}

/** Row of tabs at the foot of a phone. */
export function PhoneTabs<T extends string>(of: {
  value: T
  tabs: { value: T; text: string; count?: number }[]
  choose: (value: T) => void
}) {
  return (
    <nav class="phone-tabs">
      {of.tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          class={tab.value === of.value ? 'phone-tab chosen' : 'phone-tab'}
          aria-current={tab.value === of.value ? 'page' : undefined}
          onClick={() => of.choose(tab.value)}
        >
          {tab.text}
          {tab.count ? <span class="badge">{tab.count}</span> : null}
        </button>
      ))}
    </nav>
  )
}

export function Avatar(of: { name: string; tone: 'person' | 'account' | 'staff' | 'app' }) {
  return (
    <span class={`avatar ${of.tone}`} aria-hidden="true">
      {of.name.slice(-1)}
    </span>
  )
}
