import { Alert, Button, Drawer, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { PullInput, type PullPaging, PullSummary, PullTested } from '../../../../../shared/api/exchange.ts'
import { ask, told } from '../../api.ts'
import { ColumnsTable } from '../imports/import-mapping.tsx'

const empty: PullInput = {
  ...{ name: '', url: '', header: null, listPath: '', paging: { by: 'none' }, sinceParam: '', source: 'api' },
  ...{ everyMinutes: 60, active: false, columns: [], mapping: null },
}
const pagings: readonly { value: PullPaging['by']; label: string; begin: PullPaging }[] = [
  { value: 'none', label: '不翻页', begin: { by: 'none' } },
  { value: 'page', label: '页码参数', begin: { by: 'page', param: 'page', first: 1 } },
  { value: 'cursor', label: '游标', begin: { by: 'cursor', param: 'cursor', path: 'next_cursor' } },
  { value: 'next-link', label: '下一页链接', begin: { by: 'next-link', path: 'next' } },
]

/** One source: how it is asked, what it answers with, what its fields mean. */
export function PullDrawer({ pull, onClose }: { pull: PullSummary | null; onClose: () => void }) {
  const [given, setGiven] = useState<PullInput>(() => (pull === null ? empty : inputOf(pull)))
  const [tested, setTested] = useState<PullTested | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState<'test' | 'save' | null>(null)
  // On what stands there now: a test takes a while, and who waits for it goes on typing.
  const set = (change: Partial<PullInput>) => setGiven((now) => ({ ...now, ...change }))
  const act = async (what: 'test' | 'save') => {
    const read = PullInput.safeParse(given)
    if (!read.success) return setProblem(read.error.issues[0]?.message ?? '请检查填写的内容')
    setBusy(what)
    setProblem(null)
    const id = pull?.id ?? null
    try {
      if (what === 'save') {
        const place =
          id === null
            ? ({ method: 'POST', path: '/pulls' } as const)
            : ({ method: 'PUT', path: `/pulls/${id}` } as const)
        await ask({ ...place, body: read.data }, PullSummary)
        return onClose()
      }
      const answer = await ask({ method: 'POST', path: '/pulls/test', query: { id }, body: read.data }, PullTested)
      setTested(answer)
      const columns = answer.columns.map(({ title }) => title)
      const same = JSON.stringify(columns) === JSON.stringify(given.columns)
      set({ columns, mapping: same && given.mapping !== null ? given.mapping : answer.guess })
    } catch (error) {
      setProblem(told(error).message)
    } finally {
      setBusy(null)
    }
  }
  const shown = tested?.columns ?? given.columns.map((title) => ({ title, samples: [] }))
  const { mapping } = given
  return (
    <Drawer
      open
      title={pull === null ? '新建数据来源' : `修改 · ${pull.name}`}
      size={760}
      onClose={onClose}
      footer={
        <div className="exchange-actions">
          <Button loading={busy === 'test'} onClick={() => void act('test')}>
            测试，看前几行
          </Button>
          <Button type="primary" loading={busy === 'save'} onClick={() => void act('save')}>
            保存
          </Button>
        </div>
      }
    >
      <Form layout="vertical">
        <Fields given={given} set={set} keeps={pull?.header != null} />
        {problem !== null && <Alert type="error" showIcon title={problem} />}
        {tested !== null && <Alert type="success" showIcon title={`读到了 ${tested.rows} 行，请核对各字段的含义。`} />}
        {mapping !== null && shown.length > 0 && (
          <ColumnsTable columns={shown} mapping={mapping} onChange={(changed) => set({ mapping: changed })} />
        )}
      </Form>
    </Drawer>
  )
}

type FieldsProps = { given: PullInput; set: (change: Partial<PullInput>) => void; keeps: boolean }
function Fields({ given, set, keeps }: FieldsProps) {
  const text = (name: 'name' | 'url' | 'listPath' | 'sinceParam' | 'source', label: string, placeholder = '') => (
    <Form.Item label={label} htmlFor={`pull-${name}`} className={name === 'url' ? 'exchange-wide' : ''}>
      <Input
        id={`pull-${name}`}
        value={given[name]}
        placeholder={placeholder}
        onChange={({ target: { value } }) => set({ [name]: value })}
      />
    </Form.Item>
  )
  const { header, paging } = given
  return (
    <div className="exchange-fields">
      {text('name', '名称')}
      {text('source', '来源代号（客户编号在它之内不重复）')}
      {text('url', '接口地址', 'https://crm.example.com/api/customers')}
      <Form.Item label="认证请求头" htmlFor="pull-header">
        <Input
          id="pull-header"
          value={header?.name ?? ''}
          placeholder="Authorization，没有就留空"
          onChange={({ target: { value } }) => set({ header: value === '' ? null : { ...header, name: value } })}
        />
      </Form.Item>
      <Form.Item label="请求头的值" htmlFor="pull-secret">
        <Input.Password
          id="pull-secret"
          autoComplete="off"
          disabled={header === null}
          value={header?.value ?? ''}
          placeholder={keeps ? '已保存，不改就留空' : '加密保存，之后不再显示'}
          onChange={({ target: { value } }) => {
            if (header !== null) set({ header: value === '' ? { name: header.name } : { name: header.name, value } })
          }}
        />
      </Form.Item>
      {text('listPath', '列表在答复里的位置', 'data.items，答复就是列表则留空')}
      {text('sinceParam', '“此后更新”参数', 'updated_since，没有就留空')}
      <Form.Item label="翻页" htmlFor="pull-paging">
        <Select
          id="pull-paging"
          value={paging.by}
          options={pagings.map(({ value, label }) => ({ value, label }))}
          onChange={(by) => set({ paging: pagings.find(({ value }) => value === by)?.begin ?? { by: 'none' } })}
        />
      </Form.Item>
      {'param' in paging && (
        <Form.Item label="翻页参数" htmlFor="pull-param">
          <Input
            id="pull-param"
            value={paging.param}
            onChange={({ target: { value } }) => set({ paging: { ...paging, param: value } })}
          />
        </Form.Item>
      )}
      {'path' in paging && (
        <Form.Item label="下一页在答复里的位置" htmlFor="pull-path">
          <Input
            id="pull-path"
            value={paging.path}
            onChange={({ target: { value } }) => set({ paging: { ...paging, path: value } })}
          />
        </Form.Item>
      )}
      <Form.Item label="间隔（分钟）" htmlFor="pull-every">
        <InputNumber
          id="pull-every"
          min={5}
          max={10_080}
          value={given.everyMinutes}
          onChange={(value) => set({ everyMinutes: value ?? 60 })}
        />
      </Form.Item>
      <Form.Item label="启用" htmlFor="pull-active">
        <Switch
          id="pull-active"
          checked={given.active}
          disabled={given.mapping === null}
          onChange={(active) => set({ active })}
        />
      </Form.Item>
    </div>
  )
}

function inputOf({ id: _id, nextAt: _nextAt, runs: _runs, ...input }: PullSummary): PullInput {
  return input
}
