import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, InputNumber } from 'antd'
import { useState } from 'react'
import {
  defaultRetention,
  Retention,
  RetentionDays,
  RetentionKind,
  retentionWords,
} from '../../../../../shared/api/privacy.ts'
import { ask } from '../../api.ts'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Card } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'

const key = ['/privacy/retention']
const daysOf = ({ items }: Retention): RetentionDays =>
  RetentionDays.parse({ ...defaultRetention, ...Object.fromEntries(items.map(({ kind, days }) => [kind, days])) })

export function RetentionCard() {
  const retention = useQuery({ queryKey: key, queryFn: () => ask({ path: '/privacy/retention' }, Retention) })
  return (
    <Card title="保存期限" extra={<span className="quiet">每天凌晨 3 点分批删除超过期限的内容</span>}>
      <Loaded query={retention} what="保存期限">
        {(stored) => <RetentionForm key={String(stored.changedAt)} stored={stored} />}
      </Loaded>
    </Card>
  )
}

function RetentionForm({ stored }: { stored: Retention }) {
  const queries = useQueryClient()
  const says = useTold()
  const [days, setDays] = useState<RetentionDays>(() => daysOf(stored))
  const [busy, setBusy] = useState(false)
  const changed = JSON.stringify(days) !== JSON.stringify(daysOf(stored))
  const save = () => {
    setBusy(true)
    ask({ method: 'PUT', path: '/privacy/retention', body: days }, Retention)
      .then((now) => {
        says.done('保存期限已更新，今晚开始按新的期限删除。')
        queries.setQueryData(key, now)
      })
      .catch((error: unknown) => says.failed('保存期限没有更新', error))
      .finally(() => setBusy(false))
  }
  return (
    <>
      <ul className="retention">
        {RetentionKind.options.map((kind) => {
          const { label, note } = retentionWords[kind]
          const removed = stored.last?.removed[kind] ?? 0
          return (
            <li key={kind} className="retention-row">
              <div>
                <div>{label}</div>
                <div className="quiet small">
                  {note}
                  {removed > 0 && `。昨晚删除 ${count(removed)} 条`}
                </div>
              </div>
              <InputNumber
                aria-label={`${label}保存天数`}
                min={7}
                max={3650}
                precision={0}
                disabled={days[kind] === null}
                value={days[kind]}
                suffix="天"
                onChange={(value) => value !== null && setDays({ ...days, [kind]: value })}
              />
              <Checkbox
                checked={days[kind] === null}
                onChange={(event) =>
                  setDays({ ...days, [kind]: event.target.checked ? null : (defaultRetention[kind] ?? 365) })
                }
              >
                永久
              </Checkbox>
            </li>
          )
        })}
      </ul>
      <div className="retention-end">
        <Button type="primary" disabled={!changed} loading={busy} onClick={save}>
          保存期限
        </Button>
        {stored.changedAt !== null && (
          <span className="quiet">
            {stored.changedBy} 于 <Moment at={stored.changedAt} /> 修改
          </span>
        )}
      </div>
    </>
  )
}
