import { CloseOutlined } from '@ant-design/icons'
import { Radio } from 'antd'
import type { JourneyDefinition } from '../../../../../shared/journey/journey.ts'

type Policy = JourneyDefinition['policy']
const choices: { value: Policy['reentry']; label: string; hint: string }[] = [
  { value: 'once', label: '每人只进一次', hint: '走过一次就不再进入。' },
  { value: 'after-exit', label: '走完可再进', hint: '上一次走完之后，再次触发可以重新进入。' },
  { value: 'every-time', label: '每次触发都进', hint: '同一个人可以同时走多遍。' },
]

/** What holds for the whole journey. */
export function PolicyPanel({
  policy,
  onSet,
  onClose,
}: {
  policy: Policy
  onSet: (policy: Policy) => void
  onClose: () => void
}) {
  return (
    <aside className="panel" aria-label="旅程设置">
      <header className="panel-head">
        <h2 className="panel-title">旅程设置</h2>
        <button type="button" className="icon-button" aria-label="收起" onClick={onClose}>
          <CloseOutlined />
        </button>
      </header>
      <p className="field-label">同一位客户再次触发时</p>
      <Radio.Group
        value={policy.reentry}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice.value === event.target.value)
          if (chosen !== undefined) onSet({ ...policy, reentry: chosen.value })
        }}
      >
        {choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} className="long-choice">
            {choice.label}
            <span className="quiet small long-choice-hint">{choice.hint}</span>
          </Radio>
        ))}
      </Radio.Group>
    </aside>
  )
}
