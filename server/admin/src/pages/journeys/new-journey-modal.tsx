import { useQuery } from '@tanstack/react-query'
import { Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { z } from 'zod'
import type { NewJourney } from '../../../../../shared/api/journeys.ts'
import { JourneyId, NodeId } from '../../../../../shared/ids.ts'
import { ask, told } from '../../api.ts'
import { catalogueQuery } from '../../canvas/catalogue-query.ts'
import { settingsFor } from '../../canvas/field-values.ts'
import { FormField } from '../../ui/form-field.tsx'
import { Loaded } from '../../ui/states.tsx'

/** How most journeys begin. */
const usual = 'event-start'
const Made = z.object({ id: JourneyId })

/** A name and how people come in; the rest is drawn on the canvas. */
export function NewJourneyModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const navigate = useNavigate()
  const catalogue = useQuery({ ...catalogueQuery, enabled: open })
  const [name, setName] = useState('')
  const [start, setStart] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const starts = catalogue.data?.nodes.filter((node) => node.class === 'start') ?? []
  const chosen = starts.find((node) => node.type === start) ?? starts.find((node) => node.type === usual) ?? starts[0]

  const make = () => {
    if (chosen === undefined) return
    const entry = NodeId.parse('start')
    const body: NewJourney = {
      name: name.trim(),
      definition: {
        entry,
        nodes: [
          {
            id: entry,
            type: chosen.type,
            settings: settingsFor(chosen.settings),
            exits: {},
            position: { x: 0, y: 0 },
          },
        ],
      },
    }
    setBusy(true)
    setProblem(null)
    ask({ method: 'POST', path: '/journeys', body }, Made)
      .then(async ({ id }) => {
        setName('')
        onClose()
        await navigate(`/journeys/${id}`)
      })
      .catch((error: unknown) => setProblem(told(error).message))
      .finally(() => setBusy(false))
  }

  return (
    <Modal
      title="新建旅程"
      open={open}
      okText="开始画"
      cancelText="取消"
      onOk={make}
      onCancel={onClose}
      confirmLoading={busy}
      okButtonProps={{ disabled: name.trim() === '' || chosen === undefined }}
    >
      <FormField name="journey-name" label="名称" required>
        <Input
          id="journey-name"
          autoFocus
          maxLength={60}
          placeholder="例如：新粉丝欢迎"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={make}
        />
      </FormField>
      <FormField name="journey-start" label="客户怎样进入">
        <Loaded query={catalogue} what="节点清单">
          {() => (
            <Radio.Group
              id="journey-start"
              value={chosen?.type ?? null}
              onChange={(event) => setStart(String(event.target.value))}
            >
              {starts.map((node) => (
                <Radio key={node.type} value={node.type} className="long-choice">
                  {node.label}
                  <span className="quiet small long-choice-hint">{node.hint}</span>
                </Radio>
              ))}
            </Radio.Group>
          )}
        </Loaded>
      </FormField>
      {problem !== null && (
        <p className="form-problem" role="alert">
          没有建成：{problem}
        </p>
      )}
    </Modal>
  )
}
