/** What stands between the phones. */
export type Panel = 'walk' | 'codes' | 'troubles' | 'organisation'

const PANELS: [Panel, string][] = [
  ['walk', '走一遍'],
  ['codes', '二维码'],
  ['troubles', '故障'],
  ['organisation', '通讯录'],
]

export function PanelTabs(of: { value: Panel; choose: (panel: Panel) => void; troubled: boolean }) {
  return (
    <nav class="panel-tabs" aria-label="中间的面板">
      {PANELS.map(([value, text]) => (
        <button
          key={value}
          type="button"
          class={value === of.value ? 'panel-tab chosen' : 'panel-tab'}
          aria-current={value === of.value ? 'page' : undefined}
          onClick={() => of.choose(value)}
        >
          {text}
          {value === 'troubles' && of.troubled ? <span class="dot" role="img" aria-label="有故障" /> : null}
        </button>
      ))}
    </nav>
  )
}
