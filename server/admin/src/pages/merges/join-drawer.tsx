import './merges.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useNavigate } from 'react-router'
import { z } from 'zod'
import { JoinPreview, type MergeConflict } from '../../../../../shared/api/contacts.ts'
import { attributeWords } from '../../../../../shared/attribute-words.ts'
import type { Contact } from '../../../../../shared/contact.ts'
import { ask } from '../../api.ts'
import { Moment } from '../../ui/moment.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { identityWords, nameOf, sourceWords, valueWords } from '../contacts/words.ts'

type Line = { name: string; show: (contact: Contact) => ReactNode; same: (contact: Contact) => string }

const text = (name: string, of: (contact: Contact) => string | null): Line => ({
  name,
  show: (contact) => of(contact) ?? <span className="quiet">—</span>,
  same: (contact) => of(contact) ?? '',
})

/** What tells two people apart, then every attribute that either has. */
function linesOf({ a, b }: JoinPreview): Line[] {
  const attributes = [...new Set([...Object.keys(a.attributes), ...Object.keys(b.attributes)])].sort()
  return [
    text('姓名', ({ name }) => name),
    text('手机号', ({ phoneMasked }) => phoneMasked),
    {
      name: '身份',
      same: ({ identities }) => identities.map(({ key }) => key).join('\n'),
      show: ({ identities }) => (
        <ul className="plain-list">
          {identities.map(({ key }) => {
            const words = identityWords(key)
            return (
              <li key={key}>
                {words.label} <span className="quiet small compare-id">{words.detail}</span>
              </li>
            )
          })}
        </ul>
      ),
    },
    text('首次来源', ({ firstSource }) => (firstSource === null ? null : sourceWords(firstSource))),
    text('标签', ({ tags }) => (tags.length === 0 ? null : tags.join('、'))),
    {
      name: '最近活跃',
      same: ({ lastSeenAt }) => String(lastSeenAt?.getTime() ?? ''),
      show: ({ lastSeenAt }) => (lastSeenAt === null ? <span className="quiet">—</span> : <Moment at={lastSeenAt} />),
    },
    {
      name: '建档时间',
      same: ({ createdAt }) => String(createdAt.getTime()),
      show: ({ createdAt }) => <Moment at={createdAt} />,
    },
    ...attributes.map((name) =>
      text(attributeWords(name), ({ attributes: own }) => (own[name] === undefined ? null : valueWords(own[name]))),
    ),
  ]
}

function Comparison({ preview }: { preview: JoinPreview }) {
  const { a, b, result } = preview
  return (
    <table className="compare">
      <thead>
        <tr>
          <td />
          <th scope="col">{nameOf(a)}</th>
          <th scope="col">{nameOf(b)}</th>
          <th scope="col">合并以后</th>
        </tr>
      </thead>
      <tbody>
        {linesOf(preview).map((line) => (
          <tr key={line.name} className={line.same(a) === line.same(b) ? '' : 'compare-differs'}>
            <th scope="row">{line.name}</th>
            <td>{line.show(a)}</td>
            <td>{line.show(b)}</td>
            <td className="compare-result">{line.show(result)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Two records side by side with the one they would become: the place where a person decides. */
export function JoinDrawer({
  conflict,
  mayDecide,
  onDismiss,
  onClose,
}: {
  conflict: MergeConflict
  mayDecide: boolean
  onDismiss: () => void
  onClose: () => void
}) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const told = useTold()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const { a, b } = conflict
  const preview = useQuery({
    queryKey: ['/merge-preview', a, b],
    queryFn: () => ask({ path: '/merge-preview', query: { a, b } }, JoinPreview),
  })
  const join = () => {
    setBusy(true)
    ask(
      { method: 'POST', path: '/merges', body: { a, b, reason, conflict: conflict.id } },
      z.object({ into: z.string() }),
    )
      .then(async ({ into }) => {
        told.done('已合并为一位客户，可在客户页的合并记录里撤销。')
        await Promise.all([
          queries.invalidateQueries({ queryKey: ['/merge-conflicts'] }),
          queries.invalidateQueries({ queryKey: ['/contacts'] }),
        ])
        void navigate(`/contacts/${into}`)
      })
      .catch((error: unknown) => told.failed('没有合并', error))
      .finally(() => setBusy(false))
  }
  const footer = (
    <div className="compare-foot">
      <Input
        aria-label="合并的依据"
        placeholder="依据，例如：电话核对过，两份资料都是本人"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button onClick={onDismiss}>不是同一人</Button>
      <Button
        type="primary"
        disabled={reason.trim() === '' || preview.data === undefined}
        loading={busy}
        onClick={join}
      >
        合并为一位
      </Button>
    </div>
  )
  return (
    <Drawer title="是同一个人吗？" open onClose={onClose} size={880} footer={mayDecide && footer}>
      <p>{conflict.why}</p>
      <Loaded query={preview} what="两份资料">
        {(data) => <Comparison preview={data} />}
      </Loaded>
    </Drawer>
  )
}
