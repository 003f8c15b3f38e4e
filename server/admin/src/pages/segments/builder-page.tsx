import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link, useParams } from 'react-router'
import type { Catalogue } from '../../../../../shared/api/journeys.ts'
import { SegmentDetail } from '../../../../../shared/api/segments.ts'
import { ApiFailure, ask } from '../../api.ts'
import { catalogueQuery } from '../../canvas/catalogue-query.ts'
import { FormWorldContext } from '../../canvas/editors/form-world.ts'
import { choicesQuery, useWorld } from '../../canvas/editors/use-world.ts'
import { Page } from '../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../ui/states.tsx'
import { useMay } from '../session/use-may.ts'
import { SegmentBuilder } from './segment-builder.tsx'

function Shape({ title }: { title: string }) {
  return (
    <Page title={title}>
      <div className="card card-padded">
        <Bones lines={8} />
      </div>
    </Page>
  )
}

function Worded({ catalogue, segment }: { catalogue: Catalogue; segment: SegmentDetail | null }) {
  const world = useWorld(catalogue, segment?.id ?? null)
  return (
    <FormWorldContext value={world}>
      <SegmentBuilder segment={segment} />
    </FormWorldContext>
  )
}

/** A new segment, or one that is changed: loads what the builder needs. */
export function BuilderPage() {
  const { id } = useParams()
  const may = useMay()
  const title = id === undefined ? '新建人群' : '编辑人群'
  // What is being edited must not be replaced under somebody's hands.
  const segment = useQuery({
    queryKey: ['/segments', 'edit', id],
    queryFn: () => ask({ path: `/segments/${id}` }, SegmentDetail),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const catalogue = useQuery(catalogueQuery)
  const choices = useQuery(choicesQuery)
  const back = (
    <Link to="/contacts/segments">
      <Button>查看全部人群</Button>
    </Link>
  )
  if (!may.change) {
    return (
      <Page title={title}>
        <div className="card">
          <Empty title="没有编辑人群的权限" text="您的账号只能查看。需要新建或修改人群，请联系管理员。" action={back} />
        </div>
      </Page>
    )
  }
  if (segment.error instanceof ApiFailure && segment.error.status === 404) {
    return (
      <Page title={title}>
        <div className="card">
          <Empty title="没有这个人群" text="链接可能已失效，或人群已被删除。" action={back} />
        </div>
      </Page>
    )
  }
  const failed = segment.error ?? catalogue.error ?? choices.error
  if (failed !== null) {
    const again = () => {
      for (const query of [segment, catalogue, choices]) if (query.error !== null) void query.refetch()
    }
    return (
      <Page title={title}>
        <div className="card">
          <Failed what="人群" error={failed} onRetry={again} />
        </div>
      </Page>
    )
  }
  if (catalogue.data === undefined || choices.data === undefined || (id !== undefined && segment.data === undefined)) {
    return <Shape title={title} />
  }
  return <Worded key={id ?? 'new'} catalogue={catalogue.data} segment={segment.data ?? null} />
}
