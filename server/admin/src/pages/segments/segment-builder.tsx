import { RedoOutlined, UndoOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { Link, useBlocker, useNavigate } from 'react-router'
import { z } from 'zod'
import { knownIn } from '../../../../../shared/api/condition-choices.ts'
import { SegmentDetail } from '../../../../../shared/api/segments.ts'
import { ask, told as saidOf } from '../../api.ts'
import { FormPartsContext } from '../../canvas/editors/form-parts.ts'
import { useFormWorld } from '../../canvas/editors/form-world.ts'
import { formParts } from '../../canvas/editors/schema-form.tsx'
import { namesOfWorld } from '../../canvas/editors/use-world.ts'
import { conditionSentence } from '../../canvas/sentence.ts'
import { ConditionEditor } from '../../conditions/condition-editor.tsx'
import { problemsIn } from '../../conditions/leaf-words.ts'
import { type Path, treeOf } from '../../conditions/tree-edit.ts'
import { Page } from '../../ui/page.tsx'
import { useTold } from '../../ui/use-told.ts'
import { LeaveGuard } from '../journeys/leave-guard.tsx'
import { useEditorKeys } from '../journeys/use-editor-keys.ts'
import { BuilderHead, type Head } from './builder-head.tsx'
import { EstimatePanel } from './estimate-panel.tsx'
import { beginning, changed, redone, undone } from './history.ts'
import './segments.css'

const Made = z.object({ id: z.string() })
const headOf = (segment: SegmentDetail | null): Head => ({
  name: segment?.name ?? '',
  note: segment?.note ?? '',
  kind: segment?.kind ?? 'dynamic',
  source: 'conditions',
  sample: { segment: null, people: 100 },
  announce: true,
})

function bodyOf(head: Head, tree: unknown): Record<string, unknown> {
  const { name, note, kind, source, sample, announce } = head
  if (kind === 'dynamic') return { kind, name, note, tree, announce }
  switch (source) {
    case 'conditions':
      return { kind, name, note, fill: { from: 'conditions', tree } }
    case 'sample':
      return { kind, name, note, fill: { from: 'sample', segment: sample.segment, take: { people: sample.people } } }
    case 'nobody':
      return { kind, name, note }
  }
}

/** What somebody must still do before it can be saved. */
function headProblem(head: Head): string | null {
  if (head.name.trim() === '') return '请填写名称'
  if (head.kind === 'static' && head.source === 'sample' && head.sample.segment === null) return '请选择从哪个人群抽取'
  return null
}

/** One segment under edit: what it is called, whom it takes, and how many these are. */
export function SegmentBuilder({ segment }: { segment: SegmentDetail | null }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const told = useTold()
  const world = useFormWorld()
  const [head, setHead] = useState(() => headOf(segment))
  const [history, setHistory] = useState(() => beginning(segment?.tree ?? { kind: 'and', of: [] }))
  const [open, setOpen] = useState<Path | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const saved = useRef(false)
  const undo = () => {
    setHistory(undone)
    setOpen(null)
  }
  const redo = () => {
    setHistory(redone)
    setOpen(null)
  }
  useEditorKeys({ undo, redo })
  const first = useMemo(() => headOf(segment), [segment])
  const dirty = history.past.length > 0 || JSON.stringify(head) !== JSON.stringify(first)
  const leaving = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !saved.current && currentLocation.pathname !== nextLocation.pathname,
  )
  const names = useMemo(() => namesOfWorld(world), [world])
  const known = useMemo(() => knownIn(world.choices), [world.choices])
  const root = useMemo(() => treeOf(history.now), [history.now])
  const withTree = segment === null ? head.kind === 'dynamic' || head.source === 'conditions' : segment.tree !== null
  const problems = withTree ? problemsIn(root, world.catalogue.conditions, known, names) : []
  const sentence = root.of.length === 0 ? '没有条件：所有人都满足。' : conditionSentence(root, names)

  const save = async () => {
    const wrong = headProblem(head)
    setProblem(wrong)
    if (wrong !== null) return document.getElementById('segment-name')?.focus()
    const [firstProblem] = problems
    if (firstProblem !== undefined) {
      setOpen(firstProblem.at)
      return told.refused(`还有 ${problems.length} 处条件要处理`)
    }
    setBusy(true)
    try {
      const { name, note } = head
      const id =
        segment === null
          ? (await ask({ method: 'POST', path: '/segments', body: bodyOf(head, history.now) }, Made)).id
          : (
              await ask(
                {
                  method: 'PUT',
                  path: `/segments/${segment.id}`,
                  body: { name, note, ...(withTree ? { tree: history.now } : {}), basedOn: segment.revision },
                },
                SegmentDetail,
              )
            ).id
      saved.current = true
      void queries.invalidateQueries({ queryKey: ['/segments'] })
      void queries.invalidateQueries({ queryKey: ['/condition-choices'] })
      void navigate(`/contacts/segments/${id}`)
    } catch (error) {
      setProblem(saidOf(error).message)
    } finally {
      setBusy(false)
    }
  }

  const onRemoved = (said: string) =>
    void message.info({
      key: 'removed',
      duration: 8,
      content: (
        <span>
          已删除：{said.length > 40 ? `${said.slice(0, 40)}…` : said}{' '}
          <button
            type="button"
            className="link-button"
            onClick={() => {
              undo()
              message.destroy('removed')
            }}
          >
            撤销
          </button>
        </span>
      ),
    })

  return (
    <Page
      title={segment === null ? '新建人群' : '编辑人群'}
      actions={
        <>
          <Link to={segment === null ? '/contacts/segments' : `/contacts/segments/${segment.id}`}>
            <Button>取消</Button>
          </Link>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            保存
          </Button>
        </>
      }
    >
      <div className={withTree ? 'builder' : 'builder builder-plain'}>
        <div className="builder-main">
          {problem !== null && (
            <p className="form-problem" role="alert">
              {problem}
            </p>
          )}
          <BuilderHead head={head} segment={segment} onChange={setHead} />
          {withTree && (
            <section className="card card-padded" aria-label="条件">
              <header className="builder-bar">
                <h2 className="builder-title">条件</h2>
                <span className="builder-keys">
                  <Button
                    size="small"
                    icon={<UndoOutlined />}
                    disabled={history.past.length === 0}
                    title="撤销（Ctrl Z）"
                    onClick={undo}
                  >
                    撤销
                  </Button>
                  <Button
                    size="small"
                    icon={<RedoOutlined />}
                    disabled={history.future.length === 0}
                    title="重做（Ctrl Y）"
                    onClick={redo}
                  >
                    重做
                  </Button>
                </span>
              </header>
              <FormPartsContext value={formParts}>
                <ConditionEditor
                  value={history.now}
                  onChange={(tree) => setHistory((before) => changed(before, tree, performance.now()))}
                  roomy={{ shown: { open, setOpen }, onRemoved }}
                />
              </FormPartsContext>
            </section>
          )}
        </div>
        {withTree && (
          <EstimatePanel tree={history.now} sentence={sentence} problems={problems} onJump={(at) => setOpen(at)} />
        )}
      </div>
      <LeaveGuard blocker={leaving} flush={() => Promise.resolve(false)} />
    </Page>
  )
}
