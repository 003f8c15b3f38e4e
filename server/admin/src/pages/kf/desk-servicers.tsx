import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { type KfServicer, KfServicerProblems, type KfServing } from '../../../../../shared/api/kf.ts'
import { ask } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Bones, Loaded } from '../../ui/states.tsx'
import { useTold } from '../../ui/use-told.ts'
import { servingQuery } from './kf-query.ts'

type Wanted = { staff: string[]; departments: number[] }
const keyOf = (one: KfServicer) => `${one.kind}:${one.id}`
const nameOf = (one: KfServicer) => one.name ?? (one.kind === 'member' ? one.id : `部门 ${one.id}`)
const wantedOf = (keys: readonly string[]): Wanted => {
  const idsOf = (kind: string) =>
    keys.filter((key) => key.startsWith(`${kind}:`)).map((key) => key.slice(kind.length + 1))
  return { staff: idsOf('member'), departments: idsOf('department').map(Number) }
}

/** Who serves at a desk: members by name, or everybody of a department. */
export function DeskServicers(of: { account: string; desk: string; mayChange: boolean }) {
  const { account, desk, mayChange } = of
  const serving = useQuery(servingQuery(account, desk))
  const [problems, setProblems] = useState<KfServicerProblems['problems']>([])
  return (
    <div>
      <h3 className="kf-part-title">接待人员</h3>
      <Loaded query={serving} what="接待人员" skeleton={<Bones lines={3} />}>
        {(data) => (
          <>
            {data.servicers.length === 0 ? (
              <p className="quiet">还没有接待人员，客户的消息没有人接。</p>
            ) : (
              <ul className="kf-servicers">
                {data.servicers.map((one) => (
                  <Servicer key={keyOf(one)} {...of} one={one} onProblems={setProblems} />
                ))}
              </ul>
            )}
            {problems.map(({ who, problem }) => (
              <p key={who} className="bad" role="alert">
                {who}：{problem}
              </p>
            ))}
            {mayChange && <AddServicers {...of} data={data} onProblems={setProblems} />}
          </>
        )}
      </Loaded>
    </div>
  )
}

type Told = (problems: KfServicerProblems['problems']) => void

/** Changes who serves; what did not work is told for each. */
function useChange({ account, desk, onProblems }: { account: string; desk: string; onProblems: Told }) {
  const queries = useQueryClient()
  const told = useTold()
  const base = `/accounts/${account}/kf/${encodeURIComponent(desk)}/servicers`
  return async (wanted: Wanted, how: 'add' | 'remove'): Promise<void> => {
    try {
      const path = how === 'add' ? base : `${base}/remove`
      const { problems } = await ask({ method: 'POST', path, body: wanted }, KfServicerProblems)
      onProblems(problems)
      await queries.invalidateQueries({ queryKey: servingQuery(account, desk).queryKey })
    } catch (error) {
      told.failed('没有改成', error)
    }
  }
}

function Servicer(of: { account: string; desk: string; mayChange: boolean; one: KfServicer; onProblems: Told }) {
  const { one, mayChange } = of
  const { modal } = App.useApp()
  const change = useChange(of)
  const remove = () =>
    modal.confirm({
      title: `让「${nameOf(one)}」不再接待？`,
      content: '正在进行的会话由企业微信转给其他接待人员。',
      okText: '移除',
      cancelText: '取消',
      onOk: () => change(wantedOf([keyOf(one)]), 'remove'),
    })
  return (
    <li>
      <span className="kf-servicer-name">
        {nameOf(one)}
        {one.kind === 'department' && <Label>部门</Label>}
        {one.kind === 'member' && one.taking !== null && (
          <Label tone={one.taking ? 'good' : 'plain'}>{one.taking ? '接待中' : '停止接待'}</Label>
        )}
      </span>
      {mayChange && (
        <Button type="link" size="small" aria-label={`移除${nameOf(one)}`} onClick={remove}>
          移除
        </Button>
      )}
    </li>
  )
}

function AddServicers(of: { account: string; desk: string; data: KfServing; onProblems: Told }) {
  const { desk, data } = of
  const change = useChange(of)
  const [chosen, setChosen] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const there = new Set(data.servicers.map(keyOf))
  const offered = (kind: KfServicer['kind'], list: readonly { id: string | number; name: string }[]) =>
    list.map(({ id, name }) => ({ value: `${kind}:${id}`, label: name })).filter(({ value }) => !there.has(value))
  const groups = [
    { label: '部门（所有成员）', options: offered('department', data.departments) },
    { label: '成员', options: offered('member', data.staff) },
  ]
  const add = () => {
    setBusy(true)
    void change(wantedOf(chosen), 'add')
      .then(() => setChosen([]))
      .finally(() => setBusy(false))
  }
  return (
    <div className="input-row kf-add">
      <Select
        id={`servicers-${desk}`}
        aria-label="添加接待人员"
        className="full"
        mode="multiple"
        maxTagCount="responsive"
        value={chosen}
        placeholder="选择成员或部门"
        showSearch={{ optionFilterProp: 'label' }}
        options={groups.filter(({ options }) => options.length > 0)}
        onChange={setChosen}
      />
      <Button onClick={add} loading={busy} disabled={chosen.length === 0}>
        添加
      </Button>
    </div>
  )
}
