import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ContactProfile } from '../../../../../shared/api/contacts.ts'
import { attributeWords } from '../../../../../shared/attribute-words.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { attributesQuery } from '../data/data-query.ts'
import { useStageNames } from '../lifecycle/lifecycle-query.ts'
import { RevealButton } from '../privacy/reveal-button.tsx'
import { ContactConsent } from './contact-consent.tsx'
import { ContactTags } from './contact-tags.tsx'
import { IdentityIcon } from './identity-icons.tsx'
import { identityWords, originWords, sourceWords, strengthWords, valueWords } from './words.ts'

const isHidden = (name: string): name is 'email' | 'idNumber' => name === 'email' || name === 'idNumber'

function Fact({ name, title, children }: { name: string; title?: string; children: ReactNode }) {
  return (
    <div className="fact" title={title}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Who this is: identities, attributes, tags, consent, owner. */
export function ContactWho({ person }: { person: ContactProfile }) {
  const following = person.followings.some((item) => item.following)
  const friends = person.friendships.filter((item) => item.until === null)
  const definitions = useQuery(attributesQuery)
  const stageOf = useStageNames()
  const hidden = new Set(
    definitions.data?.items.flatMap((one) => (one.shown && one.archivedAt === null ? [] : [one.name])),
  )
  const attributes = Object.entries(person.attributes).filter(([name]) => !hidden.has(name))
  return (
    <div className="profile-column">
      <Card title="基本信息">
        <dl className="facts">
          <Fact name="手机号">
            {person.phoneMasked ?? '—'}
            {person.phoneMasked !== null && <RevealButton contact={person.id} what="phone" />}
          </Fact>
          <Fact name="归属员工">{person.ownerName ?? '未分配'}</Fact>
          <Fact name="阶段">
            {stageOf(person.stage?.name ?? null) ?? '—'}{' '}
            {person.stage !== undefined && (
              <span className="quiet small">
                从 <Moment at={person.stage.since} /> 起
              </span>
            )}
          </Fact>
          <Fact name="公众号">{following ? '已关注' : person.followings.length > 0 ? '已取消关注' : '未关注'}</Fact>
          <Fact name="企业微信">{friends.length > 0 ? `${friends.length} 位员工的好友` : '未添加'}</Fact>
          <Fact name="首次来源">{sourceWords(person.firstSource)}</Fact>
          <Fact name="最近来源">{sourceWords(person.lastSource)}</Fact>
          <Fact name="最近活跃">
            <Moment at={person.lastSeenAt} />
          </Fact>
          <Fact name="建档时间">
            <Moment at={person.createdAt} />
          </Fact>
        </dl>
      </Card>
      <ContactTags person={person} />
      <Card title={`身份（${person.identities.length}）`}>
        <ul className="identities">
          {person.identities.map((identity) => {
            const words = identityWords(identity.key)
            return (
              <li key={identity.key} className="identity">
                <IdentityIcon kind={words.kind} />
                <div className="identity-words">
                  <div>
                    {words.label} <Label>{strengthWords(identity.strength)}</Label>
                  </div>
                  {words.detail !== '' && (
                    <code className="code identity-detail" title={words.detail}>
                      {words.detail}
                    </code>
                  )}
                  <div className="quiet small">
                    来自{originWords(identity.source)}，<Moment at={identity.at} />
                  </div>
                </div>
              </li>
            )
          })}
        </ul>
      </Card>
      <Card title="属性">
        {attributes.length === 0 ? (
          <p className="quiet">还没有属性。</p>
        ) : (
          <dl className="facts">
            {attributes.map(([name, value]) => {
              const from = person.provenance[name]
              return (
                <Fact
                  key={name}
                  name={attributeWords(name)}
                  title={from === undefined ? '' : `来自${originWords(from.source)}`}
                >
                  {valueWords(value)}
                  {isHidden(name) && <RevealButton contact={person.id} what={name} />}
                </Fact>
              )
            })}
          </dl>
        )}
      </Card>
      <ContactConsent person={person} />
    </div>
  )
}
