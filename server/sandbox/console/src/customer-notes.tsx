import { useState } from 'preact/hooks'
import { type StaffView, sandbox } from './api.ts'
import type { Sandbox } from './use-sandbox.ts'

/** Remark and company tags as a member edits them in the client: this is told, unlike the same edit by a call. */
export function CustomerNotes(of: { box: Sandbox; staff: StaffView; customer: StaffView['customers'][number] }) {
  const { box, staff, customer } = of
  const [remark, setRemark] = useState(customer.remark)
  const [tags, setTags] = useState(customer.tags)
  const known = box.state?.corpTags ?? []
  const groups = [...new Set(known.map((tag) => tag.group))]
  const toggle = (id: string) => setTags(tags.includes(id) ? tags.filter((one) => one !== id) : [...tags, id])
  return (
    <form
      class="list notes"
      onSubmit={(event) => {
        event.preventDefault()
        const edit = { person: customer.person, remark: remark.trim(), tags }
        void box.act(() => sandbox.staff(staff.userId, 'edit-customer', edit), '备注和标签已保存')
      }}
    >
      <label>
        <span>备注</span>
        <input value={remark} maxLength={20} onInput={(event) => setRemark(event.currentTarget.value)} />
      </label>
      {groups.map((group) => (
        <fieldset class="choices" key={group}>
          <legend>{group}</legend>
          {known
            .filter((tag) => tag.group === group)
            .map((tag) => (
              <label key={tag.id}>
                <input type="checkbox" checked={tags.includes(tag.id)} onChange={() => toggle(tag.id)} />
                {tag.name}
              </label>
            ))}
        </fieldset>
      ))}
      <button type="submit" class="primary">
        保存
      </button>
    </form>
  )
}
