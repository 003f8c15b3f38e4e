import { ArrowLeftOutlined, PartitionOutlined, RedoOutlined, SettingOutlined, UndoOutlined } from '@ant-design/icons'
import { Button, Input, Tooltip } from 'antd'
import { type ReactNode, useState } from 'react'
import { Link } from 'react-router'
import type { JourneyCounts, JourneyDetail, Problem } from '../../../../../shared/api/journeys.ts'
import { ask, tell } from '../../api.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { useTold } from '../../ui/use-told.ts'
import { PublishButton, Validated } from './publish-button.tsx'
import { stateWords } from './state-words.ts'
import type { Draft } from './use-draft.ts'

function SavedState({ draft }: { draft: Draft }) {
  switch (draft.saving.kind) {
    case 'saving':
      return <span className="quiet">正在保存…</span>
    case 'failed':
      return (
        <span className="bad">
          没有保存：{draft.saving.message}{' '}
          <button type="button" className="link-button" onClick={() => void draft.flush()}>
            重试
          </button>
        </span>
      )
    case 'stale':
      return null
    case 'quiet':
      return draft.dirty ? (
        <span className="quiet">有改动，即将保存</span>
      ) : (
        <span className="quiet">
          已保存，
          <Moment at={draft.savedAt} />
        </span>
      )
  }
}

function Stale({ draft }: { draft: Draft }) {
  if (draft.saving.kind !== 'stale') return null
  return (
    <div className="editor-stale" role="alert">
      <span>这个旅程刚在别处保存过。你的改动都还在画布上，请选择以哪一份继续：</span>
      <Button size="small" onClick={() => void draft.keepMine()}>
        用我的覆盖
      </Button>
      <Button size="small" onClick={() => void draft.takeTheirs()}>
        载入最新的（可撤销找回我的）
      </Button>
    </div>
  )
}

function Tool({
  name,
  icon,
  onClick,
  disabled = false,
}: {
  name: string
  icon: ReactNode
  onClick: () => void
  disabled?: boolean
}) {
  return (
    <Tooltip title={name}>
      <Button type="text" aria-label={name} icon={icon} onClick={onClick} disabled={disabled} />
    </Tooltip>
  )
}

type Props = {
  detail: JourneyDetail
  draft: Draft
  counts: JourneyCounts | null
  onTidy: () => void
  onPolicy: () => void
  onProblems: () => void
  onPublished: () => void
}

/** Name, state and saved-at; undo, redo, 整理; 校验 and 发布. */
export function EditorBar({ detail, draft, counts, onTidy, onPolicy, onProblems, onPublished }: Props) {
  const told = useTold()
  const [state, setState] = useState(detail.state)
  const [version, setVersion] = useState(detail.version)
  const [busy, setBusy] = useState<'check' | 'pause' | null>(null)

  const run = (what: 'check' | 'pause', words: string, deed: () => Promise<void>) => {
    setBusy(what)
    deed()
      .catch((error: unknown) => told.failed(words, error))
      .finally(() => setBusy(null))
  }
  const showProblems = (problems: readonly Problem[]) => {
    draft.setProblems(problems)
    if (problems.length > 0) onProblems()
  }
  const check = () =>
    run('check', '没有校验成', async () => {
      if (!(await draft.flush())) return
      const { problems } = await ask({ method: 'POST', path: `/journeys/${detail.id}/validate` }, Validated)
      showProblems(problems)
      if (problems.length === 0) told.done('校验通过，可以发布。')
    })
  const pause = () =>
    run('pause', state === 'live' ? '没有暂停' : '没有恢复', async () => {
      await tell({ method: 'POST', path: `/journeys/${detail.id}/${state === 'live' ? 'pause' : 'resume'}` })
      setState(state === 'live' ? 'paused' : 'live')
    })

  return (
    <>
      <header className="editor-bar">
        <Link to="/journeys" aria-label="返回旅程列表" className="editor-back">
          <ArrowLeftOutlined />
        </Link>
        <h1 className="sr-only">{draft.name}</h1>
        <Input
          className="editor-name"
          variant="borderless"
          aria-label="旅程名称"
          maxLength={60}
          value={draft.name}
          {...(draft.name.trim() === '' ? { status: 'error' as const, placeholder: '请填写名称' } : {})}
          onChange={(event) => draft.setName(event.target.value)}
        />
        <Label tone={stateWords[state].tone}>
          {stateWords[state].label}
          {version === null ? '' : ` · 第 ${version} 版`}
        </Label>
        {version !== null && draft.changedSincePublish && <Label tone="warn">有未发布的改动</Label>}
        <span className="editor-saved small">
          <SavedState draft={draft} />
        </span>
        <div className="editor-tools">
          <Tool name="撤销（Ctrl Z）" icon={<UndoOutlined />} onClick={draft.undo} disabled={!draft.mayUndo} />
          <Tool name="重做（Ctrl Shift Z）" icon={<RedoOutlined />} onClick={draft.redo} disabled={!draft.mayRedo} />
          <Tool name="整理布局" icon={<PartitionOutlined />} onClick={onTidy} />
          <Tool name="旅程设置" icon={<SettingOutlined />} onClick={onPolicy} />
          {state !== 'draft' && (
            <Button onClick={pause} loading={busy === 'pause'}>
              {state === 'live' ? '暂停' : '恢复'}
            </Button>
          )}
          <Button onClick={check} loading={busy === 'check'}>
            校验
          </Button>
          <PublishButton
            detail={detail}
            draft={draft}
            state={state}
            version={version}
            counts={counts}
            showProblems={showProblems}
            onPublished={(published) => {
              setVersion(published)
              setState('live')
              onPublished()
            }}
          />
        </div>
      </header>
      <Stale draft={draft} />
    </>
  )
}
