import { useEffect, useState } from 'preact/hooks'
import { type Organisation, sandbox } from './api.ts'
import type { Sandbox } from './use-sandbox.ts'

/** The organisation as an administrator edits it in WeCom's own console: every change is a callback. */
const STATUS: Record<number, string> = { 1: '', 2: '已禁用', 4: '未激活', 5: '已离职' }

export function OrganisationPanel(of: { box: Sandbox }) {
  const { box } = of
  const [known, setKnown] = useState<Organisation | null>(null)
  const [open, setOpen] = useState<string | null>(null)
  const now = box.state?.clock.now
  useEffect(() => {
    sandbox.organisation().then(setKnown, () => undefined)
  }, [now])
  if (known === null) return <section class="panel" aria-label="组织架构" aria-busy="true" />
  const member = known.members.find((one) => one.userId === open)
  return (
    <section class="panel" aria-label="组织架构">
      <header class="panel-head">
        <h2>企业微信通讯录</h2>
        <span class="secondary">每次修改都会推送 change_contact</span>
      </header>
      <NewMember box={box} known={known} />
      {known.departments.map((department) => (
        <div key={department.id}>
          <h3>{department.name}</h3>
          <div class="chips">
            {known.members
              .filter((one) => one.department === department.id)
              .map((one) => (
                <button
                  key={one.userId}
                  type="button"
                  class={one.userId === open ? 'chip chosen' : 'chip'}
                  aria-expanded={one.userId === open}
                  onClick={() => setOpen(one.userId === open ? null : one.userId)}
                >
                  {one.name}
                  {one.leads ? '（负责人）' : ''}
                  {STATUS[one.status] === '' ? '' : `（${STATUS[one.status]}）`}
                </button>
              ))}
          </div>
          {member?.department === department.id ? (
            <MemberEdit key={member.userId} box={box} known={known} member={member} />
          ) : null}
        </div>
      ))}
    </section>
  )
}

function MemberEdit(of: { box: Sandbox; known: Organisation; member: Organisation['members'][number] }) {
  const { box, known, member } = of
  const [position, setPosition] = useState(member.position)
  const edit = (body: unknown, done: string) => void box.act(() => sandbox.staff(member.userId, 'edit', body), done)
  const gone = member.status === 5
  return (
    <fieldset class="member-edit" disabled={gone}>
      <legend class="secondary">{gone ? '已离职：客户和客户群等待分配' : member.userId}</legend>
      <label>
        <span>职务</span>
        <input
          value={position}
          maxLength={32}
          onInput={(event) => setPosition(event.currentTarget.value)}
          onBlur={() => {
            if (position !== member.position) edit({ position }, '职务已改')
          }}
        />
      </label>
      <label>
        <span>部门</span>
        <select
          value={member.department}
          onChange={(event) => edit({ department: Number(event.currentTarget.value) }, '已调部门')}
        >
          {known.departments.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>上级</span>
        <select
          value={member.leader ?? ''}
          onChange={(event) => edit({ leader: event.currentTarget.value || null }, '直属上级已改')}
        >
          <option value="">无</option>
          {known.members
            .filter((one) => one.userId !== member.userId && one.status === 1)
            .map((one) => (
              <option key={one.userId} value={one.userId}>
                {one.name}
              </option>
            ))}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          checked={member.leads}
          onChange={() => edit({ leads: !member.leads }, member.leads ? '不再是负责人' : '已设为负责人')}
        />
        <span>部门负责人</span>
      </label>
      <span class="member-buttons">
        <button
          type="button"
          class="small"
          onClick={() => edit({ status: member.status === 2 ? 1 : 2 }, member.status === 2 ? '已启用' : '已禁用')}
        >
          {member.status === 2 ? '启用' : '禁用'}
        </button>
        <button
          type="button"
          class="small danger"
          onClick={() => void box.act(() => sandbox.staff(member.userId, 'leave'), `${member.name} 已离职`)}
        >
          离职
        </button>
      </span>
    </fieldset>
  )
}

function NewMember(of: { box: Sandbox; known: Organisation }) {
  const [name, setName] = useState('')
  const [department, setDepartment] = useState(2)
  return (
    <form
      class="strip-row new-member"
      onSubmit={(event) => {
        event.preventDefault()
        void of.box.act(() => sandbox.organise('members', { name: name.trim(), department }), `${name} 已入职`)
        setName('')
      }}
    >
      <label>
        <span>新员工</span>
        <input value={name} maxLength={20} placeholder="姓名" onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label>
        <span>部门</span>
        <select value={department} onChange={(event) => setDepartment(Number(event.currentTarget.value))}>
          {of.known.departments.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="small" disabled={name.trim() === ''}>
        入职
      </button>
    </form>
  )
}
