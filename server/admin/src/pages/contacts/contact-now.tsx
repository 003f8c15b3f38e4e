import { Link } from 'react-router'
import type { ContactProfile } from '../../../../../shared/api/contacts.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { useStaff } from '../leads/use-staff.ts'
import { leadStatusWords } from '../leads/words.ts'
import { ContactScoresCard } from '../scores/contact-scores.tsx'
import { ContactRelationsCard } from './contact-relations.tsx'

/** Where the person stands: journeys inside, leads, and which channel reaches them. */
export function ContactNow({ person }: { person: ContactProfile }) {
  const staff = useStaff()
  const staffName = (id: string) => staff.find((member) => member.id === id)?.name ?? id
  const inside = person.walks.filter((walk) => walk.state === 'at')
  const before = person.walks.filter((walk) => walk.state === 'left')
  return (
    <div className="profile-column">
      <ContactScoresCard contact={person.id} />
      <ContactRelationsCard contact={person.id} />
      <Card title="能否触达">
        {person.reach.length === 0 && <p className="quiet">没有可用的渠道。</p>}
        <ul className="plain-list">
          {person.reach.map((channel) => (
            <li key={channel.channel} className="reach">
              <span className="reach-name">{channel.label}</span>
              {channel.ok ? <Label tone="good">可以</Label> : <Label tone="warn">不可以</Label>}
              {channel.why !== null && <p className="quiet small reach-why">{channel.why}</p>}
            </li>
          ))}
        </ul>
      </Card>
      <Card title={`正在旅程中（${inside.length}）`}>
        {inside.length === 0 && <p className="quiet">现在不在任何旅程里。</p>}
        <ul className="plain-list">
          {inside.map((walk) => (
            <li key={walk.enrollment} className="walk">
              <Link to={`/journeys/${walk.journey}`}>{walk.journeyName}</Link>{' '}
              <span className="quiet">第 {walk.version} 版</span>
              <p>停在“{walk.nodeLabel ?? walk.node ?? '—'}”</p>
              {walk.next !== null && <p className="quiet small">{walk.next}</p>}
              <p className="quiet small">
                进入于 <Moment at={walk.enteredAt} />
              </p>
            </li>
          ))}
        </ul>
        {before.length > 0 && (
          <details className="details">
            <summary>走过的旅程（{before.length}）</summary>
            <ul className="plain-list">
              {before.map((walk) => (
                <li key={walk.enrollment} className="walk">
                  <Link to={`/journeys/${walk.journey}`}>{walk.journeyName}</Link>
                  <p className="quiet small">
                    {walk.reason ?? '已结束'}，进入于 <Moment at={walk.enteredAt} />
                  </p>
                </li>
              ))}
            </ul>
          </details>
        )}
      </Card>
      <Card title={`线索（${person.leads.length}）`}>
        {person.leads.length === 0 && <p className="quiet">还没有成为线索。</p>}
        <ul className="plain-list">
          {person.leads.map((lead) => (
            <li key={lead.id} className="walk">
              <Label tone={lead.status === 'new' ? 'warn' : 'info'}>{leadStatusWords(lead.status)}</Label>{' '}
              {lead.owner === null ? '还没有人跟进' : staffName(lead.owner)}
              <p className="quiet small">
                产生于 <Moment at={lead.createdAt} />
              </p>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}
