import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { ContactRelations, type RelatedPerson } from '../../../../../shared/api/relations.ts'
import { ask } from '../../api.ts'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { Bones, Loaded } from '../../ui/states.tsx'
import { nameOf } from './words.ts'

const Person = ({ person }: { person: RelatedPerson }) => (
  <Link to={`/contacts/${person.contact}`}>{nameOf(person)}</Link>
)

function People({ people, total }: { people: readonly RelatedPerson[]; total: number }) {
  return (
    <>
      {people.map((person, place) => (
        <span key={person.contact}>
          {place > 0 && '、'}
          <Person person={person} />
        </span>
      ))}
      {total > people.length && <span className="quiet">等 {total >= 1000 ? '1,000 以上' : total} 人</span>}
    </>
  )
}

function Line({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Who brought this person, whom they brought, and who they have something in common with. */
export function ContactRelationsCard({ contact }: { contact: string }) {
  const relations = useQuery({
    queryKey: ['/contacts', 'relations', contact],
    queryFn: () => ask({ path: `/contacts/${contact}/relations` }, ContactRelations),
  })
  return (
    <Card title="关系">
      <Loaded query={relations} what="关系" skeleton={<Bones lines={3} />}>
        {({ invitedBy, brought, company, household, interests, scene }) => (
          <>
            <dl className="facts">
              <Line title="邀请人">
                {invitedBy === null ? (
                  '—'
                ) : (
                  <>
                    <Person person={invitedBy} /> <Moment at={invitedBy.at} />
                  </>
                )}
              </Line>
              <Line title="带来的客户">{brought.total === 0 ? '—' : <People {...brought} />}</Line>
              {company !== null && (
                <Line title="同公司">
                  {company.total === 0 ? `${company.value}，没有其他人` : <People {...company} />}
                </Line>
              )}
              {household !== null && household.total > 0 && (
                <Line title="同住址">
                  <People {...household} />
                </Line>
              )}
              {interests.length > 0 && (
                <Line title="兴趣相同">
                  {interests.map((person) => (
                    <div key={person.contact}>
                      <Person person={person} /> <span className="quiet small">{person.shared.join('、')}</span>
                    </div>
                  ))}
                </Line>
              )}
            </dl>
            <p className="quiet small relations-scene">
              专属邀请参数 <code className="code">{scene}</code>：二维码场景值或渠道参数写它，或在分享链接后加上{' '}
              <span className="no-break">?inviter=客户编号</span>，来的人就记在这位客户名下。
            </p>
          </>
        )}
      </Loaded>
    </Card>
  )
}
