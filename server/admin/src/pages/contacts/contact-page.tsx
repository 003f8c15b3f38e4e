import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ContactProfile } from '../../../../../shared/api/contacts.ts'
import { ApiFailure, ask } from '../../api.ts'
import { Page } from '../../ui/page.tsx'
import { Bones, Empty, Loaded } from '../../ui/states.tsx'
import { MergeHistory } from '../merges/merge-history.tsx'
import { PersonalData } from '../privacy/personal-data.tsx'
import { ContactNow } from './contact-now.tsx'
import { ContactTimeline } from './contact-timeline.tsx'
import { ContactWho } from './contact-who.tsx'
import { nameOf } from './words.ts'

function Shape() {
  return (
    <div className="profile">
      {['who', 'timeline', 'now'].map((part) => (
        <div key={part} className="card card-padded">
          <Bones lines={6} />
        </div>
      ))}
    </div>
  )
}

export function ContactPage() {
  const { id = '' } = useParams()
  const [history, setHistory] = useState(false)
  const profile = useQuery({
    queryKey: ['/contacts', 'profile', id],
    queryFn: () => ask({ path: `/contacts/${id}` }, ContactProfile),
    refetchInterval: 5_000,
  })
  const missing = profile.error instanceof ApiFailure && profile.error.status === 404
  const title = profile.data === undefined ? '客户' : nameOf(profile.data)

  return (
    <Page
      title={title}
      actions={
        <>
          <Link to="/contacts">
            <Button>返回列表</Button>
          </Link>
          <Button onClick={() => setHistory(true)} disabled={profile.data === undefined}>
            合并记录
          </Button>
          {profile.data !== undefined && <PersonalData person={profile.data} />}
        </>
      }
    >
      {missing ? (
        <div className="card">
          <Empty
            title="没有这位客户"
            text="链接可能已失效，或这位客户的资料已按要求删除。"
            action={
              <Link to="/contacts">
                <Button>查看全部客户</Button>
              </Link>
            }
          />
        </div>
      ) : (
        <Loaded query={profile} what="客户资料" skeleton={<Shape />}>
          {(person) => (
            <div className="profile">
              <ContactWho person={person} />
              <ContactTimeline contact={person.id} />
              <ContactNow person={person} />
              <MergeHistory contact={person.id} open={history} onClose={() => setHistory(false)} />
            </div>
          )}
        </Loaded>
      )}
    </Page>
  )
}
