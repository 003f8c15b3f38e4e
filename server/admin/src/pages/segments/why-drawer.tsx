import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { Link } from 'react-router'
import { type SegmentDetail, SegmentWhy } from '../../../../../shared/api/segments.ts'
import { ask } from '../../api.ts'
import { Moment } from '../../ui/moment.tsx'
import { Loaded } from '../../ui/states.tsx'

/** Why one person is in a segment or not, condition by condition as things are now. */
export function WhyDrawer({
  segment,
  person,
  onClose,
}: {
  segment: SegmentDetail
  person: { contact: string; name: string }
  onClose: () => void
}) {
  const why = useQuery({
    queryKey: ['/segments', 'why', segment.id, person.contact],
    queryFn: () => ask({ path: `/segments/${segment.id}/members/${person.contact}/why` }, SegmentWhy),
    staleTime: 0,
  })
  return (
    <Drawer open title={`${person.name} 与「${segment.name}」`} size={480} onClose={onClose}>
      <Loaded query={why} what="原因">
        {(data) => (
          <>
            <p>
              {data.inside ? '在人群里' : data.since === null ? '不在人群里，也没有进入过' : '已离开人群'}
              {data.since !== null && (
                <>
                  ，{data.inside ? '进入于' : '离开于'} <Moment at={data.since} />
                </>
              )}
            </p>
            <p className="quiet small why-note">下面是此刻逐条对照的结果：</p>
            <ul className="plain-list why-lines">
              {data.reasons.map((line, at) => (
                <li key={`line-${at.toString()}`} style={{ paddingLeft: line.depth * 20 }}>
                  {line.holds ? (
                    <CheckCircleFilled className="why-yes" aria-label="满足" />
                  ) : (
                    <CloseCircleFilled className="why-no" aria-label="不满足" />
                  )}
                  <span>{line.said}</span>
                </li>
              ))}
            </ul>
            <p>
              <Link to={`/contacts/${person.contact}`}>打开客户资料</Link>
            </p>
          </>
        )}
      </Loaded>
    </Drawer>
  )
}
