import { Button } from 'antd'
import type { UnknownField } from '../../../../../shared/schema/definitions.ts'
import { fieldTypeLabels } from '../../../../../shared/schema/field.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { useChange } from './use-change.ts'

const kindWords: Record<UnknownField['kind'], string> = {
  attribute: '属性',
  event: '事件',
  property: '事件的属性',
  'object-field': '对象的字段',
}

/** What came from outside and no definition knows: its values are kept, and it can be adopted. */
export function WaitingList({
  resource,
  fields,
  onAdopt,
}: {
  resource: string
  fields: readonly UnknownField[]
  onAdopt: ((field: UnknownField) => void) | null
}) {
  const { run } = useChange(resource)
  if (fields.length === 0) return null
  const dismiss = ({ kind, owner, name }: UnknownField) =>
    void run(
      { method: 'POST', path: '/unknown-fields/dismiss', body: { kind, owner, name } },
      { done: '已忽略，再次收到时会重新出现。', failed: '没有忽略' },
    )
  return (
    <Card title={`待采纳（${fields.length}）`}>
      <p className="quiet">外部发来、还没有定义的名称。值已保留；采纳后会显示中文名称并按类型检查。</p>
      <ul className="waiting-list">
        {fields.map((field) => (
          <li key={`${field.kind}:${field.owner}:${field.name}`} className="waiting-row">
            <code className="code waiting-name">
              {field.owner === '' ? field.name : `${field.owner} · ${field.name}`}
            </code>
            <span className="quiet waiting-kind">
              {kindWords[field.kind]}
              {field.kind !== 'event' && <Label>像{fieldTypeLabels[field.guess]}</Label>}
            </span>
            <span className="quiet">
              最近 <Moment at={field.lastAt} />
            </span>
            {onAdopt !== null && (
              <span className="waiting-acts">
                <Button size="small" type="primary" onClick={() => onAdopt(field)}>
                  采纳
                </Button>
                <Button size="small" onClick={() => dismiss(field)}>
                  忽略
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
