import { useState } from 'preact/hooks'
import { type PersonView, sandbox } from './api.ts'
import { Chat } from './chat.tsx'
import { ConsentSheet } from './consent-sheet.tsx'
import { SayBox } from './say-box.tsx'
import type { Sandbox } from './use-sandbox.ts'
import { chatTime } from './words.ts'

/** 发现: what a follower has beside chats: groups, moments of advisers, and what may be sent to them. */
type Part = { box: Sandbox; person: PersonView; now: Date }

export function Discover(of: Part) {
  const [group, setGroup] = useState<string | null>(null)
  const open = of.person.groups.find((one) => one.chatId === group)
  if (open !== undefined) return <GroupChat {...of} group={open} back={() => setGroup(null)} />
  return (
    <div class="list">
      <h3 class="list-head">群聊</h3>
      {of.person.groups.length === 0 ? <p class="list-empty">还没有加入客户群，去「二维码」里扫一张群码。</p> : null}
      {of.person.groups.map((one) => (
        <button key={one.chatId} type="button" class="list-row" onClick={() => setGroup(one.chatId)}>
          <span class="list-main">
            <span>{one.name || '群聊'}</span>
            <span class="secondary">{one.people} 人</span>
          </span>
          <span aria-hidden="true">›</span>
        </button>
      ))}
      <Moments {...of} />
      <Consents {...of} />
    </div>
  )
}

function GroupChat(of: Part & { group: PersonView['groups'][number]; back: () => void }) {
  const { box, person, group } = of
  return (
    <>
      <div class="toolbar">
        <button type="button" class="tool" onClick={of.back}>
          ‹ 返回
        </button>
        <span class="tool-title">
          {group.name || '群聊'}（{group.people}）
        </span>
        <button
          type="button"
          class="tool"
          onClick={() =>
            void box
              .act(() => sandbox.person(person.id, 'leave-group', { chatId: group.chatId }), '已退出群聊')
              .then(of.back)
          }
        >
          退出群聊
        </button>
      </div>
      <Chat
        messages={group.messages}
        now={of.now}
        mine="person"
        me={{ name: person.name, tone: 'person' }}
        other={{ name: '群', tone: 'app' }}
        speaker={(message) => box.speaker(message)}
        empty="群里还没有人说话。"
        openLink={(message, url) => void box.open(person.id, { messageId: message.id, url })}
      />
      <SayBox
        placeholder="发消息到群里"
        say={(text) => void box.act(() => sandbox.person(person.id, 'say-in-group', { chatId: group.chatId, text }))}
      />
    </>
  )
}

function Moments(of: Part) {
  const { box, person } = of
  const react = (moment: string, how: 'like' | 'comment') =>
    void box.act(
      () => sandbox.person(person.id, 'moment-reaction', { moment, how }),
      how === 'like' ? '已点赞' : '已评论',
    )
  return (
    <>
      <h3 class="list-head">顾问的朋友圈</h3>
      {person.moments.length === 0 ? <p class="list-empty">顾问发表的朋友圈会出现在这里。</p> : null}
      {person.moments.map((one) => (
        <article key={`${one.moment} ${one.by}`} class="moment">
          <b>{one.by}</b>
          <p>{one.text}</p>
          {one.attachments > 0 ? <p class="secondary">附 {one.attachments} 个图片、视频或链接</p> : null}
          <footer>
            <span class="secondary">{chatTime(one.at, of.now)}</span>
            <button type="button" class="text" disabled={one.liked} onClick={() => react(one.moment, 'like')}>
              {one.liked ? '已赞' : '赞'} {one.likes}
            </button>
            <button type="button" class="text" onClick={() => react(one.moment, 'comment')}>
              评论 {one.comments}
            </button>
          </footer>
        </article>
      ))}
    </>
  )
}

function Consents(of: Part) {
  const { box, person } = of
  const [asked, setAsked] = useState(false)
  const notices = person.consents.filter((one) => one.sort === 'notice')
  const subscriptions = person.consents.filter((one) => one.sort === 'mini')
  return (
    <>
      <h3 class="list-head">服务号订阅通知</h3>
      {notices.length === 0 ? <p class="list-empty">公众号还没有订阅通知模板。</p> : null}
      {notices.map((one) => (
        <div class="list-row" key={one.templateId}>
          <span class="list-main">{one.title}</span>
          <span class="secondary">还可收 {one.left} 条</span>
        </div>
      ))}
      {notices.length === 0 ? null : (
        <div class="list-action">
          <button type="button" class="small" onClick={() => setAsked(true)}>
            在网页里点「订阅」
          </button>
        </div>
      )}
      <h3 class="list-head">小程序消息接收设置</h3>
      {subscriptions.map((one) => (
        <div class="list-row" key={one.templateId}>
          <span class="list-main">
            <span>{one.title}</span>
            <span class="secondary">
              还可收 {one.left} 条{one.kept === null ? '' : one.kept === 'accept' ? ' · 总是允许' : ' · 总是拒绝'}
            </span>
          </span>
          <button
            type="button"
            class="small"
            onClick={() =>
              void box.act(
                () =>
                  sandbox.person(person.id, 'mini/subscribe-settings', {
                    templateId: one.templateId,
                    answer: one.kept === 'reject' ? 'accept' : 'reject',
                  }),
                one.kept === 'reject' ? '已打开接收' : '已关闭接收',
              )
            }
          >
            {one.kept === 'reject' ? '打开' : '关闭'}
          </button>
        </div>
      ))}
      {asked ? (
        <ConsentSheet
          title={`${box.state?.oaName ?? '公众号'} 申请发送以下通知`}
          templates={notices.map(({ templateId, title }) => ({ id: templateId, title }))}
          answer={(answers) => {
            setAsked(false)
            if (answers === null) return
            void box.act(
              () => sandbox.person(person.id, 'oa/subscribe', { templateIds: Object.keys(answers), answer: answers }),
              '已回应订阅通知',
            )
          }}
        />
      ) : null}
    </>
  )
}
