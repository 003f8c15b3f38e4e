import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useParams } from 'react-router'
import { JourneyDetail } from '../../../../../shared/api/journeys.ts'
import { ApiFailure, ask } from '../../api.ts'
import { catalogueQuery } from '../../canvas/catalogue-query.ts'
import { choicesQuery } from '../../canvas/editors/use-world.ts'
import { Bone, Empty, Failed } from '../../ui/states.tsx'
import { JourneyEditor } from './journey-editor.tsx'

function Shape() {
  return (
    <div className="editor" role="status" aria-label="正在加载">
      <div className="editor-bar">
        <Bone width={240} height={20} />
      </div>
      <div className="editor-body editor-shape">
        <Bone width={220} height={96} />
        <Bone width={220} height={96} />
        <Bone width={220} height={96} />
      </div>
    </div>
  )
}

export function JourneyPage() {
  const { id = '' } = useParams()
  // The draft in the page is the one being edited: a refetch must never replace it under somebody's hands.
  const journey = useQuery({
    queryKey: ['/journeys', 'detail', id],
    queryFn: () => ask({ path: `/journeys/${id}` }, JourneyDetail),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const catalogue = useQuery(catalogueQuery)
  const choices = useQuery(choicesQuery)
  if (journey.data !== undefined && catalogue.data !== undefined && choices.data !== undefined)
    return <JourneyEditor key={journey.data.id} detail={journey.data} catalogue={catalogue.data} />
  const missing = journey.error instanceof ApiFailure && journey.error.status === 404
  const failed = journey.error ?? catalogue.error ?? choices.error
  if (failed !== null)
    return (
      <div className="page">
        <div className="card">
          {missing ? (
            <Empty
              title="没有这个旅程"
              text="链接可能已失效，或草稿已被删除。"
              action={
                <Link to="/journeys">
                  <Button>查看全部旅程</Button>
                </Link>
              }
            />
          ) : (
            <Failed
              what="旅程"
              error={failed}
              onRetry={() => {
                void journey.refetch()
                void catalogue.refetch()
                void choices.refetch()
              }}
            />
          )}
        </div>
      </div>
    )
  return <Shape />
}
