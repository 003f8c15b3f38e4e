import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type { ContactProfile } from '../../../../../shared/api/contacts.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { useChange } from '../data/use-change.ts'
import { useMay } from '../session/use-may.ts'
import { tagsQuery } from '../tags/tags-query.ts'
import '../tags/tags.css'

/** A person's tags: who gave each, when, and how strong it is where habits give it; given and taken by hand. */
export function ContactTags({ person }: { person: ContactProfile }) {
  const may = useMay()
  const [open, setOpen] = useState(false)
  const [adding, setAdding] = useState(false)
  const { run } = useChange('/contacts')
  const take = (tag: string) =>
    void run(
      { method: 'PUT', path: `/contacts/${person.id}/tags`, body: { remove: [tag] } },
      { done: `已移除标签「${tag}」。`, failed: '没有移除' },
    )
  return (
    <Card
      title="标签"
      extra={
        may.change && (
          <button type="button" className="link-button" onClick={() => setAdding(!adding)}>
            {adding ? '收起' : '打标签'}
          </button>
        )
      }
    >
      {adding && <Add contact={person.id} held={person.tags} onDone={() => setAdding(false)} />}
      {person.tags.length === 0 ? (
        <p className="quiet">还没有标签。员工、旅程、标签规则和导入都会加上标签。</p>
      ) : open ? (
        <div className="tag-said">
          {person.tagsSaid.map(({ tag, by, at, strength }) => (
            <div key={tag} className="tag-said-line">
              <Label tone="info">{tag}</Label>
              <span className="quiet small">
                {by === null ? '没有记录是谁打上的' : `${by} 打上于 `}
                {at !== null && <Moment at={at} />}
                {strength !== null && `，强度 ${strength}`}
              </span>
              {may.change && (
                <button type="button" className="link-button small" aria-label={`移除${tag}`} onClick={() => take(tag)}>
                  移除
                </button>
              )}
            </div>
          ))}
        </div>
      ) : (
        <div className="labels labels-wrap">
          {person.tagsSaid.map(({ tag, by }) => (
            <span key={tag} title={by === null ? undefined : `${by}打上`}>
              <Label tone="info">{tag}</Label>
            </span>
          ))}
        </div>
      )}
      {person.tags.length > 0 && (
        <button type="button" className="link-button small" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? '收起由来' : '谁打上的'}
        </button>
      )}
    </Card>
  )
}

function Add({ contact, held, onDone }: { contact: string; held: readonly string[]; onDone: () => void }) {
  const tags = useQuery(tagsQuery)
  const { busy, run } = useChange('/contacts')
  const [chosen, setChosen] = useState<string[]>([])
  const known = [...(tags.data?.items ?? []), ...(tags.data?.others ?? [])].map(({ name }) => name)
  const give = async () => {
    const change = { method: 'PUT', path: `/contacts/${contact}/tags`, body: { add: chosen } } as const
    if (await run(change, { done: '已打上标签。', failed: '没有打上' })) onDone()
  }
  return (
    <div className="input-row tag-add">
      <Select<string[]>
        mode="tags"
        aria-label="要打上的标签"
        placeholder="选择或输入标签"
        style={{ flex: 1, minWidth: 0 }}
        value={chosen}
        maxCount={20}
        options={known.filter((name) => !held.includes(name)).map((value) => ({ value }))}
        onChange={setChosen}
      />
      <Button type="primary" disabled={chosen.length === 0} loading={busy} onClick={() => void give()}>
        打上
      </Button>
    </div>
  )
}
