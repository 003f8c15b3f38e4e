import { useState } from 'preact/hooks'
import { type PersonView, type StaffView, sandbox } from './api.ts'
import { Chat } from './chat.tsx'
import { SayBox } from './say-box.tsx'
import type { Sandbox } from './use-sandbox.ts'

type Group = StaffView['groups'][number]
type Part = { box: Sandbox; staff: StaffView; person: PersonView | null; now: Date }

const STATUS = ['', '群主已离职，等待分配', '正在继承', '已继承'] as const

/** Customer groups this member owns. */
export function StaffGroups(of: Part) {
  const { box, staff, person } = of
  const [open, setOpen] = useState<string | null>(null)
  const [name, setName] = useState('')
  const group = staff.groups.find((one) => one.chatId === open)
  if (group !== undefined) return <OwnGroup {...of} group={group} back={() => setOpen(null)} />
  return (
    <div class="list">
      <form
        class="say-box"
        onSubmit={(event) => {
          event.preventDefault()
          const people = person?.friends.includes(staff.userId) === true ? [person.id] : []
          void box.act(() => sandbox.staff(staff.userId, 'groups', { name: name.trim(), people }), '已建群')
          setName('')
        }}
      >
        <input
          aria-label="新群的名字"
          placeholder="新群的名字"
          value={name}
          maxLength={30}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <button type="submit" disabled={name.trim() === ''}>
          建群
        </button>
      </form>
      {staff.groups.length === 0 ? <p class="empty">{staff.name} 还没有客户群。建群时会带上左边那位客户。</p> : null}
      {staff.groups.map((one) => (
        <button key={one.chatId} type="button" class="list-row" onClick={() => setOpen(one.chatId)}>
          <span class="list-main">
            <span>{one.name || '群聊'}</span>
            <span class="secondary">
              {[`${one.people.length} 位客户`, STATUS[one.status]].filter(Boolean).join(' · ')}
            </span>
          </span>
          <span aria-hidden="true">›</span>
        </button>
      ))}
    </div>
  )
}

function OwnGroup(of: Part & { group: Group; back: () => void }) {
  const { box, staff, group } = of
  const own = (path: string, body: unknown, done?: string) =>
    box.act(() => sandbox.staff(staff.userId, `groups/${group.chatId}/${path}`, body), done)
  return (
    <>
      <div class="toolbar">
        <button type="button" class="tool" onClick={of.back}>
          ‹ 返回
        </button>
        <span class="tool-title">{group.name || '群聊'}</span>
        <button type="button" class="tool" onClick={() => void own('dismiss', {}, '群已解散').then(of.back)}>
          解散
        </button>
      </div>
      {group.people.length === 0 ? null : (
        <div class="chips">
          {group.people.map((one) => (
            <span class="chip" key={one.person}>
              {one.name}
              <button
                type="button"
                aria-label={`移出 ${one.name}`}
                onClick={() => void own('remove', { person: one.person }, `已移出 ${one.name}`)}
              >
                ×
              </button>
            </span>
          ))}
        </div>
      )}
      <Chat
        messages={group.messages}
        now={of.now}
        mine="staff"
        me={{ name: staff.name, tone: 'staff' }}
        other={{ name: '群', tone: 'app' }}
        speaker={(message) => box.speaker(message)}
        empty="群里还没有人说话。"
        openLink={() => box.say('这是发给客户的链接，在左边的手机上点开')}
      />
      <SayBox placeholder="发消息到群里" say={(text) => void own('say', { text })} />
    </>
  )
}
