import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { Overview } from '../../../../../shared/api/system.ts'
import { ask, told } from '../../api.ts'
import { count } from '../../ui/number.ts'
import { Card, Page } from '../../ui/page.tsx'
import { Bones, Loaded } from '../../ui/states.tsx'
import { dayWords } from '../../ui/time.ts'
import { Attention } from './attention.tsx'
import { Figure } from './figure.tsx'

const shape = (
  <>
    <div className="figures">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <div key={key} className="card card-padded">
          <Bones lines={3} />
        </div>
      ))}
    </div>
    <div className="card card-padded">
      <Bones lines={6} />
    </div>
  </>
)

function Channels({ channels }: { channels: Overview['channels'] }) {
  if (channels.length === 0) return <p className="quiet">今天还没有发出消息。旅程里的“发送消息”发出后会计入这里。</p>
  return (
    <div className="table-scroll">
      <table className="table table-inner">
        <thead>
          <tr>
            <th scope="col">渠道</th>
            <th scope="col" className="numeric">
              已发送
            </th>
            <th scope="col" className="numeric">
              等待中
            </th>
            <th scope="col" className="numeric">
              未发送
            </th>
            <th scope="col" className="numeric">
              失败
            </th>
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel.channel}>
              <td>{channel.label}</td>
              <td className="numeric">{count(channel.sent)} 条</td>
              <td className="numeric">{count(channel.waiting)} 条</td>
              <td className="numeric">{count(channel.skipped)} 条</td>
              <td className={`numeric ${channel.failed > 0 ? 'bad' : ''}`}>
                {channel.failed > 0 ? (
                  <Link to="/settings/outbox?fate=refused" className="bad">
                    {count(channel.failed)} 条
                  </Link>
                ) : (
                  '0 条'
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Walks({ journeys }: { journeys: Overview['journeys'] }) {
  if (journeys.length === 0)
    return (
      <p className="quiet">
        还没有运行中的旅程。<Link to="/journeys">去画第一个旅程</Link>
      </p>
    )
  const most = Math.max(1, ...journeys.map((journey) => journey.inside))
  return (
    <ul className="plain-list bars">
      {journeys.map((journey) => (
        <li key={journey.id} className="bar-row">
          <Link to={`/journeys/${journey.id}`} className="bar-name">
            {journey.name}
          </Link>
          <span className="bar-track">
            <span className="bar" style={{ width: `${(journey.inside / most) * 100}%` }} />
          </span>
          <span className="bar-count">{count(journey.inside)} 人</span>
        </li>
      ))}
    </ul>
  )
}

/** On the product's first days there is no last week to compare with. */
function Figures({ of }: { of: Overview }) {
  const all = [of.newContacts, of.newFollowers, of.unfollows, of.leads, of.claimedLeads]
  const known = all.some((figure) => figure.before > 0)
  const compared = ({ today, before }: Overview['leads']) => ({ today, before: known ? before : null })
  return (
    <div className="figures">
      <Figure name="新增客户" unit="人" {...compared(of.newContacts)} to="/contacts" />
      <Figure name="新增粉丝" unit="人" {...compared(of.newFollowers)} to="/contacts" />
      <Figure name="取消关注" unit="人" {...compared(of.unfollows)} to="/leads/alerts" />
      <Figure name="新线索" unit="条" {...compared(of.leads)} to="/leads" />
      <Figure name="已认领线索" unit="条" {...compared(of.claimedLeads)} to="/leads?status=claimed" />
    </div>
  )
}

export function OverviewPage() {
  const overview = useQuery({
    queryKey: ['/overview'],
    queryFn: () => ask({ path: '/overview' }, Overview),
    refetchInterval: 5_000,
  })
  return (
    <Page
      title="概览"
      actions={
        overview.data !== undefined &&
        (overview.error === null ? (
          <span className="quiet">{dayWords(overview.data.day)}，每 5 秒更新</span>
        ) : (
          <span className="warn-text">暂时没有更新：{told(overview.error).message}</span>
        ))
      }
    >
      <Loaded query={overview} what="概览" skeleton={shape}>
        {(data) => (
          <>
            <Figures of={data} />
            <div className="overview-grid">
              <Card title="需要处理">
                <Attention items={data.attention} />
              </Card>
              <Card title="运行中的旅程" extra={<span className="quiet">此刻在其中的人数</span>}>
                <Walks journeys={data.journeys} />
              </Card>
              <div className="overview-wide">
                <Card
                  title="今天的消息"
                  extra={
                    <Link to="/settings/outbox" className="small">
                      发送记录
                    </Link>
                  }
                >
                  <Channels channels={data.channels} />
                </Card>
              </div>
            </div>
            <p className="quiet small">客户总数 {count(data.people)} 人</p>
          </>
        )}
      </Loaded>
    </Page>
  )
}
