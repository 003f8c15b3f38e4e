import { Input, InputNumber, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { z } from 'zod'
import type { SegmentDetail } from '../../../../../shared/api/segments.ts'
import { ask, told as saidOf } from '../../api.ts'
import { FormField } from '../../ui/form-field.tsx'
import { count } from '../../ui/number.ts'

type Size = 'all' | 'people' | 'percent'
const sizes: { value: Size; label: string }[] = [
  { value: 'all', label: '全部（存下现在的名单）' },
  { value: 'people', label: '随机抽取若干人' },
  { value: 'percent', label: '随机抽取一部分' },
]
const Made = z.object({ id: z.string() })
const NAME_MOST = 60

/** Keeps who is inside now, or a random part of them, as a list of its own. */
export function SampleModal({ segment, onClose }: { segment: SegmentDetail; onClose: () => void }) {
  const navigate = useNavigate()
  const [size, setSize] = useState<Size>('all')
  const [people, setPeople] = useState(Math.max(1, Math.min(100, segment.people)))
  const [percent, setPercent] = useState(10)
  const [name, setName] = useState(`${segment.name.slice(0, NAME_MOST - 3)} 名单`)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const make = async () => {
    setBusy(true)
    setProblem(null)
    const take = size === 'people' ? { people } : { percent: size === 'all' ? 100 : percent }
    try {
      const fill = { from: 'sample', segment: segment.id, take }
      const made = await ask({ method: 'POST', path: '/segments', body: { kind: 'static', name, fill } }, Made)
      onClose()
      void navigate(`/contacts/segments/${made.id}`)
    } catch (error) {
      setProblem(saidOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={`把「${segment.name}」存为静态名单`}
      okText="存为名单"
      cancelText="取消"
      okButtonProps={{ disabled: name.trim() === '' }}
      confirmLoading={busy}
      onOk={() => void make()}
      onCancel={onClose}
    >
      <p className="quiet">现在有 {count(segment.people)} 人。存下的名单以后不再随条件变化。</p>
      <FormField label="放入谁" name="sample-size">
        <Radio.Group
          id="sample-size"
          className="builder-kind"
          value={size}
          options={sizes}
          onChange={({ target: { value } }) => setSize(value === 'people' || value === 'percent' ? value : 'all')}
        />
      </FormField>
      {size === 'people' && (
        <FormField label="多少人" name="sample-people" required>
          <InputNumber
            id="sample-people"
            min={1}
            max={100_000}
            precision={0}
            value={people}
            onChange={(next: number | null) => setPeople(next ?? 1)}
          />
        </FormField>
      )}
      {size === 'percent' && (
        <FormField label="百分之几" name="sample-percent" required>
          <InputNumber
            id="sample-percent"
            min={0.1}
            max={100}
            suffix="%"
            value={percent}
            onChange={(next: number | null) => setPercent(next ?? 1)}
          />
        </FormField>
      )}
      <FormField label="名单名称" name="sample-name" required>
        <Input id="sample-name" maxLength={NAME_MOST} value={name} onChange={(event) => setName(event.target.value)} />
      </FormField>
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  )
}
