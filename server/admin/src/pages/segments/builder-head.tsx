import { Checkbox, Input, InputNumber, Radio } from 'antd'
import type { SegmentDetail } from '../../../../../shared/api/segments.ts'
import { NamedPick } from '../../canvas/editors/named-pick.tsx'
import { FormField } from '../../ui/form-field.tsx'
import { kindWords } from './segment-words.tsx'

export type Head = {
  name: string
  note: string
  kind: 'dynamic' | 'static'
  /** Where a new static segment has its people from. */
  source: 'conditions' | 'sample' | 'nobody'
  sample: { segment: string | null; people: number }
  announce: boolean
}

const sources = [
  { value: 'conditions', label: '现在满足条件的客户' },
  { value: 'sample', label: '从一个人群随机抽取' },
  { value: 'nobody', label: '先不放入，之后选择客户或上传名单' },
]

/** What a segment is called and of which sort it is; the sort never changes. */
export function BuilderHead({
  head,
  segment,
  onChange,
}: {
  head: Head
  segment: SegmentDetail | null
  onChange: (head: Head) => void
}) {
  const set = (some: Partial<Head>) => onChange({ ...head, ...some })
  return (
    <section className="card card-padded" aria-label="基本信息">
      <div className="builder-names">
        <FormField label="名称" name="segment-name" required>
          <Input
            id="segment-name"
            maxLength={60}
            value={head.name}
            placeholder="例如：近 30 天下过单的老客"
            autoFocus={segment === null}
            onChange={(event) => set({ name: event.target.value })}
          />
        </FormField>
        <FormField label="说明" name="segment-note">
          <Input
            id="segment-note"
            maxLength={200}
            value={head.note}
            placeholder="给同事看的一句话，可以不填"
            onChange={(event) => set({ note: event.target.value })}
          />
        </FormField>
      </div>
      {segment !== null ? (
        <p className="quiet small">
          {kindWords[segment.kind]}人群，类型不能更改。
          {segment.kind === 'dynamic' && '改动条件后会重新计算，进入和离开的客户会触发用到它的旅程。'}
        </p>
      ) : (
        <>
          <Radio.Group
            className="builder-kind"
            value={head.kind}
            onChange={(event) => set({ kind: event.target.value === 'static' ? 'static' : 'dynamic' })}
          >
            <Radio value="dynamic">
              动态人群 <span className="quiet small">满足条件就进入，不再满足就离开，随客户行为实时更新</span>
            </Radio>
            <Radio value="static">
              静态人群 <span className="quiet small">一份固定的名单，只有手工放入或移出时才变化</span>
            </Radio>
          </Radio.Group>
          {head.kind === 'dynamic' ? (
            <Checkbox checked={head.announce} onChange={(event) => set({ announce: event.target.checked })}>
              现在就满足条件的客户也算“进入人群”，会触发用到它的旅程
            </Checkbox>
          ) : (
            <div className="builder-source">
              <FormField label="放入哪些客户" name="segment-source">
                <Radio.Group
                  id="segment-source"
                  value={head.source}
                  options={sources}
                  onChange={({ target: { value } }) =>
                    set({ source: value === 'sample' || value === 'nobody' ? value : 'conditions' })
                  }
                />
              </FormField>
              {head.source === 'sample' && (
                <div className="builder-names">
                  <FormField label="从哪个人群" name="segment-sample" required>
                    <NamedPick
                      id="segment-sample"
                      widget="segment"
                      value={head.sample.segment}
                      onChange={(value) =>
                        set({ sample: { ...head.sample, segment: typeof value === 'string' ? value : null } })
                      }
                    />
                  </FormField>
                  <FormField label="抽取多少人" name="segment-sample-people" required>
                    <InputNumber
                      id="segment-sample-people"
                      className="full"
                      min={1}
                      max={100_000}
                      precision={0}
                      value={head.sample.people}
                      onChange={(people: number | null) => set({ sample: { ...head.sample, people: people ?? 1 } })}
                    />
                  </FormField>
                </div>
              )}
            </div>
          )}
        </>
      )}
    </section>
  )
}
