import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Popconfirm } from 'antd'
import { useState } from 'react'
import { z } from 'zod'
import { MergeRecord } from '../../../../../shared/api/contacts.ts'
import { ask, tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Empty, Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { identityWords, originWords, strengthWords } from '../contacts/words.ts'
import { useMay } from '../session/use-may.ts'

const MergeList = z.object({ items: z.array(MergeRecord) })

function Merge({ merge, onUndo, busy }: { merge: MergeRecord; onUndo: (() => void) | null; busy: boolean }) {
  return (
    <li className="merge">
      <div className="merge-head">
        <strong>并入了“{merge.fromName ?? '未命名客户'}”</strong>
        <Moment at={merge.at} />
      </div>
      <p>{merge.why}</p>
      <ul className="merge-evidence">
        {merge.evidence.map((fact) => {
          const words = identityWords(fact.key)
          return (
            <li key={`${fact.key}:${fact.source}`} className="quiet small">
              同一个{words.label}
              {words.detail === '' ? '' : ` ${words.detail}`}（{strengthWords(fact.strength)}，来自
              {originWords(fact.source)}）
            </li>
          )
        })}
      </ul>
      {merge.undoneAt !== null ? (
        <p className="quiet small">
          <Label>已撤销</Label> <Moment at={merge.undoneAt} />
        </p>
      ) : onUndo === null ? null : (
        <Popconfirm
          title="撤销这次合并？"
          description="两份资料会重新分开，各自的时间线回到原来的客户。"
          okText="撤销合并"
          cancelText="不撤销"
          onConfirm={onUndo}
        >
          <Button size="small" danger loading={busy}>
            撤销合并
          </Button>
        </Popconfirm>
      )}
    </li>
  )
}

/** Which records became this person, on what evidence, and the way back. */
export function MergeHistory({ contact, open, onClose }: { contact: string; open: boolean; onClose: () => void }) {
  const queries = useQueryClient()
  const told = useTold()
  const may = useMay()
  const [busy, setBusy] = useState<string | null>(null)
  const merges = useQuery({
    queryKey: ['/contacts', 'merges', contact],
    queryFn: () => ask({ path: `/contacts/${contact}/merges` }, MergeList),
    enabled: open,
  })
  const undo = (merge: MergeRecord) => {
    setBusy(merge.id)
    tell({ method: 'POST', path: `/merges/${merge.id}/undo` })
      .then(() => {
        told.done('已撤销合并，两份资料重新分开。')
        return queries.invalidateQueries({ queryKey: ['/contacts'] })
      })
      .catch((error: unknown) => told.failed('没有撤销', error))
      .finally(() => setBusy(null))
  }
  return (
    <Drawer title="合并记录" open={open} onClose={onClose} size={440}>
      <Loaded query={merges} what="合并记录">
        {(list) =>
          list.items.length === 0 ? (
            <Empty
              title="没有合并过"
              text="同一个手机号、UnionID 或 CRM 记录出现在两份资料上时，系统会把它们合成一位客户，并在这里说明依据。"
            />
          ) : (
            <ul className="plain-list">
              {list.items.map((merge) => (
                <Merge
                  key={merge.id}
                  merge={merge}
                  busy={busy === merge.id}
                  onUndo={may.change ? () => undo(merge) : null}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Drawer>
  )
}
