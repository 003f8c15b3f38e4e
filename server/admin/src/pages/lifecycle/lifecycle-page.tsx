import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { LifecycleView } from '../../../../../shared/api/lifecycle.ts'
import { usualStages } from '../../../../../shared/lifecycle/stages.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Bones, Loaded } from '../../ui/states.tsx'
import { tabs } from '../contacts/tabs.ts'
import { useChange } from '../data/use-change.ts'
import { ComputationLine } from '../scores/computation-line.tsx'
import { UseNames } from '../segments/uses.tsx'
import { useMay } from '../session/use-may.ts'
import { lifecycleQuery } from './lifecycle-query.ts'
import { type StageDraft, StageDrawer } from './stage-drawer.tsx'
import './lifecycle.css'

type Stage = { key?: string; name: string; note: string; tree: unknown }
type Editing = { place: number | null; draft: StageDraft }

const most = 12
/** What is sent back: without what the server says of each. */
const bare = ({ key, name, note, tree }: Stage): Stage => ({ ...(key === undefined ? {} : { key }), name, note, tree })

/** The stages of the lifecycle in their order: the first whose conditions somebody fits is theirs. */
export function LifecyclePage() {
  const may = useMay()
  const view = useQuery(lifecycleQuery)
  return (
    <Page title="人群与客户" tabs={tabs}>
      <Loaded
        query={view}
        what="生命周期"
        skeleton={
          <div className="card card-padded">
            <Bones lines={8} />
          </div>
        }
      >
        {(data) => <StageList view={data} mayEdit={may.change} />}
      </Loaded>
    </Page>
  )
}

function StageList({ view, mayEdit }: { view: LifecycleView; mayEdit: boolean }) {
  const { modal } = App.useApp()
  const { busy, run } = useChange('/lifecycle')
  const [editing, setEditing] = useState<Editing | null>(null)
  const { stages, others, revision, savedBy, savedAt, computation } = view
  const all = stages.reduce((sum, { people }) => sum + people, others)

  const save = (next: readonly Stage[]) =>
    run(
      { method: 'PUT', path: '/lifecycle', body: { stages: next.map(bare), basedOn: revision } },
      { done: '已保存，正在为全部客户重新划分阶段。', failed: '没有保存' },
    )
  const swap = (place: number, by: number) => {
    const next = [...stages]
    const [moved] = next.splice(place, 1)
    if (moved === undefined) return
    next.splice(place + by, 0, moved)
    void save(next)
  }
  const remove = (place: number) =>
    modal.confirm({
      title: `删除阶段「${stages[place]?.name ?? ''}」？`,
      content: <Missed uses={stages[place]?.usedBy ?? []} />,
      okText: '删除',
      cancelText: '取消',
      okButtonProps: { danger: true },
      onOk: () => save(stages.filter((_, at) => at !== place)),
    })
  const finish = async ({ place, draft }: Editing) => {
    const next: Stage[] = place === null ? [draft, ...stages] : stages.map((one, at) => (at === place ? draft : one))
    if (await save(next)) setEditing(null)
  }

  return (
    <>
      <div className="lifecycle-top">
        <ComputationLine
          state={computation}
          what="阶段"
          again={mayEdit ? { path: '/lifecycle/recompute', resource: '/lifecycle' } : null}
        />
      </div>
      <Card
        title="生命周期阶段"
        extra={
          savedAt === null ? (
            <Label>默认阶段</Label>
          ) : (
            <span className="quiet small">
              {savedBy} 修改于 <Moment at={savedAt} />
            </span>
          )
        }
      >
        <p className="quiet">
          从上往下看，客户属于第一个满足的阶段。阶段变化会记入时间线，旅程可以从“生命周期阶段变化”开始。
        </p>
        <ol className="stages">
          {stages.map((stage, place) => (
            <li key={stage.key} className="stage">
              <span className="stage-place">{place + 1}</span>
              <div className="stage-words">
                <div className="stage-head">
                  <Link to={`/contacts?stage=${encodeURIComponent(stage.key)}`} className="name-link">
                    {stage.name}
                  </Link>
                  {stage.note !== '' && <span className="quiet small">{stage.note}</span>}
                </div>
                <p className="stage-rule">{stage.sentence}</p>
                {stage.problems.map((problem) => (
                  <p key={problem} className="bad small">
                    {problem}
                  </p>
                ))}
              </div>
              <span className="stage-people">
                {count(stage.people)} 人<span className="quiet small"> {shareOf(stage.people, all)}</span>
              </span>
              {mayEdit && (
                <span className="stage-acts">
                  <Button
                    size="small"
                    icon={<ArrowUpOutlined />}
                    aria-label={`上移${stage.name}`}
                    disabled={busy || place === 0}
                    onClick={() => swap(place, -1)}
                  />
                  <Button
                    size="small"
                    icon={<ArrowDownOutlined />}
                    aria-label={`下移${stage.name}`}
                    disabled={busy || place === stages.length - 1}
                    onClick={() => swap(place, 1)}
                  />
                  <Button
                    size="small"
                    aria-label={`修改${stage.name}`}
                    onClick={() => setEditing({ place, draft: bare(stage) })}
                  >
                    修改
                  </Button>
                  <Button
                    size="small"
                    aria-label={`删除${stage.name}`}
                    disabled={busy || stages.length === 1}
                    onClick={() => remove(place)}
                  >
                    删除
                  </Button>
                </span>
              )}
            </li>
          ))}
        </ol>
        {others > 0 && <p className="quiet">另有 {count(others)} 人不属于任何阶段，或还没有划分。</p>}
        {mayEdit && (
          <div className="stage-foot">
            <Button
              type="primary"
              disabled={stages.length >= most}
              onClick={() => setEditing({ place: null, draft: { name: '', note: '', tree: { kind: 'and', of: [] } } })}
            >
              在最前面新增阶段
            </Button>
            {savedAt !== null && (
              <Button loading={busy} onClick={() => void save(usualStages)}>
                恢复默认阶段
              </Button>
            )}
          </div>
        )}
      </Card>
      {editing !== null && (
        <StageDrawer
          given={editing.draft}
          isNew={editing.place === null}
          taken={stages.flatMap(({ key, name }, at) => (at === editing.place ? [] : [name, key]))}
          busy={busy}
          onSave={(draft) => void finish({ place: editing.place, draft })}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  )
}

/** What goes on without the stage, and what has to choose another. */
function Missed({ uses }: { uses: LifecycleView['stages'][number]['usedBy'] }) {
  return (
    <>
      <p>其中的客户会重新划到后面的阶段。</p>
      {uses.length > 0 && (
        <>
          <p>它正被下面这些用到。删除后不会再有客户处于它，那里需要改选别的阶段：</p>
          <UseNames uses={uses} />
        </>
      )}
    </>
  )
}

const shareOf = (people: number, all: number) => (all === 0 ? '' : `${((people / all) * 100).toFixed(1)}%`)
