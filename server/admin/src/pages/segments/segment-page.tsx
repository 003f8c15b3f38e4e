import { useQuery } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { Link, useParams } from 'react-router'
import { SegmentDetail } from '../../../../../shared/api/segments.ts'
import { ApiFailure, ask } from '../../api.ts'
import { Moment } from '../../ui/moment.tsx'
import { count } from '../../ui/number.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { exactTime } from '../../ui/time.ts'
import { SegmentActions } from './segment-actions.tsx'
import { SegmentCurve } from './segment-curve.tsx'
import { SegmentMembers } from './segment-members.tsx'
import { RarerActions } from './segment-rarer.tsx'
import { KindLabels, progressWords } from './segment-words.tsx'
import { UseList } from './uses.tsx'
import './segments.css'

/** One segment: whom it takes, how many, who they are, and who uses it. */
export function SegmentOnePage() {
  const { id = '' } = useParams()
  const segment = useQuery({
    queryKey: ['/segments', 'detail', id],
    queryFn: () => ask({ path: `/segments/${id}` }, SegmentDetail),
    refetchInterval: ({ state }) => (state.data?.progress ? 1_000 : 10_000),
  })
  const missing = segment.error instanceof ApiFailure && segment.error.status === 404
  const back = (
    <Link to="/contacts/segments">
      <Button>返回列表</Button>
    </Link>
  )
  return (
    <Page
      title={missing ? '人群' : (segment.data?.name ?? '人群')}
      actions={
        <>
          {back}
          {segment.data !== undefined && !missing && <SegmentActions segment={segment.data} />}
        </>
      }
    >
      {missing ? (
        <div className="card">
          <Empty title="没有这个人群" text="链接可能已失效，或人群已被删除。" action={back} />
        </div>
      ) : (
        <Loaded
          query={segment}
          what="人群"
          skeleton={
            <div className="card card-padded">
              <Bones lines={6} />
            </div>
          }
        >
          {(data) => (
            <>
              <div className="segment-cards">
                <Conditions segment={data} />
                <People segment={data} />
              </div>
              <SegmentMembers segment={data} />
            </>
          )}
        </Loaded>
      )}
    </Page>
  )
}

function Conditions({ segment }: { segment: SegmentDetail }) {
  const { kind, note, sentence, problems, usedBy } = segment
  return (
    <Card title={kind === 'dynamic' ? '条件' : '客户来源'} extra={<KindLabels segment={segment} />}>
      {note !== '' && <p className="quiet segment-about">{note}</p>}
      <p className="segment-sentence">{sentence}</p>
      {problems.length > 0 && (
        <div className="segment-problems" role="alert">
          <p>有 {problems.length} 处条件已不能用，用到它们的部分现在没有人满足：</p>
          <ul className="told-list">
            {problems.map(({ at, message }) => (
              <li key={`${at.join()}:${message}`}>{message}</li>
            ))}
          </ul>
        </div>
      )}
      <h3 className="builder-subtitle">用在哪里</h3>
      {usedBy.length === 0 ? <p className="quiet">还没有旅程、人群或规则用到它。</p> : <UseList uses={usedBy} />}
      <RarerActions segment={segment} />
    </Card>
  )
}

function People({ segment }: { segment: SegmentDetail }) {
  const { people, computedAt, progress, problem, kind, state, days } = segment
  const working = progressWords(segment)
  const total = progress?.total ?? 0
  return (
    <Card title="人数">
      <p className="builder-figure">
        <strong>{count(people)}</strong> 人
      </p>
      {working !== null ? (
        <div className="segment-progress" role="status">
          <Progress
            percent={total === 0 ? 0 : Math.min(99, Math.round((100 * (progress?.done ?? 0)) / total))}
            size="small"
            status="active"
            showInfo={total > 0}
          />
          <p className="quiet small">
            {working}
            {total > 0 && `，${count(progress?.done ?? 0)} / ${count(total)} 人`}。可以离开这个页面，发送不受影响。
          </p>
        </div>
      ) : (
        <p className="quiet small">
          {kind === 'static' ? (
            '名单只在手工放入或移出时变化。'
          ) : state === 'archived' ? (
            '已归档，不再更新。'
          ) : computedAt === null ? (
            '还没有算过。'
          ) : (
            <span title={exactTime(computedAt)}>
              精确人数，随客户行为实时更新；上次整体计算 <Moment at={computedAt} />
            </span>
          )}
        </p>
      )}
      {problem !== null && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      <SegmentCurve days={days} />
    </Card>
  )
}
