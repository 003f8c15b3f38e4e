import { Input, InputNumber, Modal, Switch } from 'antd'
import { useState } from 'react'
import { PreferenceRule } from '../../../../../shared/tags/preferences.ts'
import { FormField } from '../../ui/form-field.tsx'
import { useChange } from '../data/use-change.ts'

/** How preference tags are learned from what people click, look at and buy. */
export function PreferencesModal({ given, onClose }: { given: PreferenceRule; onClose: () => void }) {
  const [draft, setDraft] = useState(given)
  const { busy, run } = useChange('/tags')
  const set = (part: Partial<PreferenceRule>) => setDraft((before) => ({ ...before, ...part }))
  const problem = PreferenceRule.safeParse(draft).error?.issues[0]?.message ?? null
  const save = async () => {
    const change = { method: 'PUT', path: '/tag-preferences', body: draft } as const
    if (await run(change, { done: '已保存，正在为全部客户重新学习。', failed: '没有保存' })) onClose()
  }
  return (
    <Modal
      open
      title="偏好标签"
      okText="保存"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: problem !== null }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <p className="quiet">
        从客户点击、浏览和购买的类目里学出最常出现的几个，打成标签，例如“{draft.prefix}
        鞋”。类目来自事件的“类目”字段，或链接里的 category、topic 参数。
      </p>
      <FormField name="preference-on" label="自动学习">
        <Switch id="preference-on" checked={draft.on} onChange={(on) => set({ on })} />
      </FormField>
      <FormField name="preference-prefix" label="标签前缀">
        <Input
          id="preference-prefix"
          value={draft.prefix}
          maxLength={10}
          onChange={(event) => set({ prefix: event.target.value })}
        />
      </FormField>
      <FormField name="preference-most" label="每人最多几个">
        <InputNumber
          id="preference-most"
          min={1}
          max={10}
          precision={0}
          value={draft.most}
          onChange={(most) => set({ most: most ?? 1 })}
        />
      </FormField>
      <FormField name="preference-least" label="至少出现几次" hint="越久以前的算得越少。">
        <InputNumber
          id="preference-least"
          min={1}
          max={100}
          value={draft.least}
          onChange={(least) => set({ least: least ?? 1 })}
        />
      </FormField>
      <FormField name="preference-half" label="每过多少天只算一半">
        <InputNumber
          id="preference-half"
          min={1}
          max={365}
          precision={0}
          suffix="天"
          value={draft.halfLife}
          onChange={(halfLife) => set({ halfLife: halfLife ?? 1 })}
        />
      </FormField>
      {problem !== null && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  )
}
