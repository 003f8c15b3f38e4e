import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber, Modal, Segmented, Tag, Upload } from 'antd'
import { useState } from 'react'
import { z } from 'zod'
import { PeopleMoved, type SegmentDetail } from '../../../../../shared/api/segments.ts'
import { ask, told as saidOf, upload } from '../../api.ts'
import { FormWorldContext, noChoices } from '../../canvas/editors/form-world.ts'
import { NamedPick } from '../../canvas/editors/named-pick.tsx'
import { choicesQuery } from '../../canvas/editors/use-world.ts'
import { FormField } from '../../ui/form-field.tsx'
import { count } from '../../ui/number.ts'
import { type Person, PersonPick } from './person-pick.tsx'

type Way = 'people' | 'file' | 'sample'
const ways: { value: Way; label: string }[] = [
  { value: 'people', label: '选择客户' },
  { value: 'file', label: '上传名单' },
  { value: 'sample', label: '从人群抽取' },
]
const Put = z.object({ people: PeopleMoved.nullable() })

/** Puts people into a static segment: chosen ones, those a file names, or a random part of another segment. */
export function PutPeopleModal({ segment, onClose }: { segment: SegmentDetail; onClose: () => void }) {
  const queries = useQueryClient()
  const choices = useQuery(choicesQuery)
  const [way, setWay] = useState<Way>('people')
  const [people, setPeople] = useState<readonly Person[]>([])
  const [file, setFile] = useState<File | null>(null)
  const [from, setFrom] = useState<{ segment: string | null; people: number }>({ segment: null, people: 100 })
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [result, setResult] = useState<PeopleMoved | null>(null)
  const path = `/segments/${segment.id}/members`
  const ready = way === 'people' ? people.length > 0 : way === 'file' ? file !== null : from.segment !== null

  const put = async (): Promise<PeopleMoved | null> => {
    if (way === 'file' && file !== null) {
      return upload({ path: `${path}/file`, query: {}, file, onProgress: () => undefined }, PeopleMoved)
    }
    const body =
      way === 'people'
        ? { from: 'people', contacts: people.map(({ contact }) => contact) }
        : { from: 'sample', segment: from.segment, take: { people: from.people } }
    return (await ask({ method: 'POST', path, body }, Put)).people
  }
  const go = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const moved = await put()
      await queries.invalidateQueries({ queryKey: ['/segments'] })
      await queries.invalidateQueries({ queryKey: [path] })
      if (moved === null) onClose()
      else setResult(moved)
    } catch (error) {
      setProblem(saidOf(error).message)
    } finally {
      setBusy(false)
    }
  }
  if (result !== null) return <Result result={result} onClose={onClose} />
  return (
    <Modal
      open
      title={`放入「${segment.name}」`}
      okText="放入"
      cancelText="取消"
      okButtonProps={{ disabled: !ready }}
      confirmLoading={busy}
      onOk={() => void go()}
      onCancel={onClose}
    >
      <Segmented<Way> className="put-way" value={way} options={ways} onChange={setWay} />
      {way === 'people' && (
        <FormField label="客户" name="put-people">
          <PersonPick
            id="put-people"
            label="查找客户"
            placeholder="姓名、手机号后四位或 OpenID"
            onPick={(person) =>
              setPeople((before) => [...before.filter((one) => one.contact !== person.contact), person])
            }
          />
          <div className="put-people">
            {people.map((person) => (
              <Tag
                key={person.contact}
                closable
                onClose={() => setPeople((before) => before.filter((one) => one.contact !== person.contact))}
              >
                {person.name}
              </Tag>
            ))}
          </div>
        </FormField>
      )}
      {way === 'file' && (
        <FormField
          label="CSV 或文本文件"
          name="put-file"
          hint="第一列写手机号、OpenID、CRM 编号或客户编号，每行一位，最多 20 万行。找不到的会单独列出，不会新建客户。"
        >
          <Upload
            id="put-file"
            accept=".csv,.txt,text/csv,text/plain"
            maxCount={1}
            beforeUpload={(chosen) => {
              setFile(chosen)
              return false
            }}
            onRemove={() => setFile(null)}
          >
            <Button>选择文件</Button>
          </Upload>
        </FormField>
      )}
      {way === 'sample' && (
        <FormWorldContext
          value={{
            catalogue: { nodes: [], conditions: [], channels: [], events: [], templates: [] },
            ...{ staff: [], accounts: [], choices: choices.data ?? noChoices, own: segment.id },
          }}
        >
          <FormField label="从哪个人群" name="put-from" required>
            <NamedPick
              id="put-from"
              widget="segment"
              value={from.segment}
              onChange={(value) => setFrom({ ...from, segment: typeof value === 'string' ? value : null })}
            />
          </FormField>
          <FormField label="随机抽取多少人" name="put-many" required>
            <InputNumber
              id="put-many"
              min={1}
              max={100_000}
              precision={0}
              value={from.people}
              onChange={(many: number | null) => setFrom({ ...from, people: many ?? 1 })}
            />
          </FormField>
        </FormWorldContext>
      )}
      {problem !== null && (
        <p className="form-problem" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  )
}

function Result({ result, onClose }: { result: PeopleMoved; onClose: () => void }) {
  const { moved, already, unknown, unknownCount } = result
  return (
    <Modal open title="已放入" okText="完成" cancelButtonProps={{ hidden: true }} onOk={onClose} onCancel={onClose}>
      <p>
        放入 {count(moved)} 人{already > 0 && `，${count(already)} 人本来就在里面`}。
      </p>
      {unknownCount > 0 && (
        <>
          <p>
            有 {count(unknownCount)} 行没有找到对应的客户{unknownCount > unknown.length && '，例如'}：
          </p>
          <p className="code put-unknown">{unknown.join('、')}</p>
        </>
      )}
    </Modal>
  )
}
