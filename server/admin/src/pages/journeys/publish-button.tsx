import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { z } from 'zod'
import { type JourneyCounts, type JourneyDetail, Problem, Published } from '../../../../../shared/api/journeys.ts'
import { ApiFailure, ask } from '../../api.ts'
import { count } from '../../ui/number.ts'
import { useTold } from '../../ui/use-told.ts'
import type { Draft } from './use-draft.ts'

export const Validated = z.object({ problems: z.array(Problem) })

type Props = {
  detail: JourneyDetail
  draft: Draft
  state: JourneyDetail['state']
  version: number | null
  counts: JourneyCounts | null
  showProblems: (problems: readonly Problem[]) => void
  onPublished: (version: number) => void
}

/** What publishing will do to those inside and to those who come. */
function Consequences({ state, version, counts }: Pick<Props, 'state' | 'version' | 'counts'>) {
  if (version === null) return <p>发布后，符合触发条件的客户会立刻开始进入旅程，消息会真的发出去。</p>
  const inside = counts?.inside ?? null
  return (
    <ul className="told-list">
      <li>从现在起，新进入的客户走第 {version + 1} 版。</li>
      <li>
        {inside === null && '已经在旅程里的客户，走完他们进入时的那一版。'}
        {inside === 0 && '现在没有客户在旅程里。'}
        {inside !== null && inside > 0 && `已经在旅程里的 ${count(inside)} 人不受影响，走完他们进入时的那一版。`}
      </li>
      {state === 'paused' && <li>旅程现在是暂停的，发布后恢复运行。</li>}
    </ul>
  )
}

/** Saves, checks, says what publishing will do, and publishes. */
export function PublishButton({ detail, draft, state, version, counts, showProblems, onPublished }: Props) {
  const queries = useQueryClient()
  const told = useTold()
  const { modal } = App.useApp()
  const [busy, setBusy] = useState(false)
  const unchanged = version !== null && !draft.changedSincePublish && !draft.dirty

  const refuse = (problems: readonly Problem[]) => {
    showProblems(problems)
    told.refused('还有问题没有解决，没有发布。点列表里的问题可以跳到对应的节点。')
  }
  const publish = async () => {
    if (!(await draft.flush())) return
    const path = `/journeys/${detail.id}`
    const { problems } = await ask({ method: 'POST', path: `${path}/validate` }, Validated)
    if (problems.some((problem) => problem.level === 'error')) return refuse(problems)
    const sure = await modal.confirm({
      title: version === null ? '发布这个旅程？' : `发布第 ${version + 1} 版？`,
      icon: null,
      content: <Consequences state={state} version={version} counts={counts} />,
      okText: '发布',
      cancelText: '先不发布',
    })
    if (!sure) return
    try {
      const published = await ask({ method: 'POST', path: `${path}/publish` }, Published)
      draft.setChanged(false)
      told.done(`已发布第 ${published.version} 版，新进入的客户走这一版。`)
      onPublished(published.version)
      await queries.invalidateQueries({ queryKey: ['/journeys', 'pages'] })
    } catch (error) {
      const refused = error instanceof ApiFailure ? Validated.safeParse(error.details) : null
      if (refused?.success !== true) throw error
      refuse(refused.data.problems)
    }
  }
  return (
    <Button
      type="primary"
      loading={busy}
      disabled={unchanged}
      title={unchanged ? '没有未发布的改动' : ''}
      onClick={() => {
        setBusy(true)
        publish()
          .catch((error: unknown) => told.failed('没有发布', error))
          .finally(() => setBusy(false))
      }}
    >
      发布
    </Button>
  )
}
