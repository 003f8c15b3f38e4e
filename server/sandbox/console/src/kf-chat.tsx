import { type KfChat, type PersonView, sandbox } from './api.ts'
import { Chat } from './chat.tsx'
import { SayBox } from './say-box.tsx'
import type { Sandbox } from './use-sandbox.ts'

const STATES = ['新会话', '智能助手接待', '排队中', '人工接待', '会话已结束'] as const

/** 微信客服 on the follower's phone; the company hears of it by a token and fetches what was said. */
export function KfTab(of: {
  box: Sandbox
  person: PersonView
  now: Date
  chosen: string | null
  choose: (id: string) => void
}) {
  const { box, person } = of
  const desk = person.kf.find((one) => one.openKfId === of.chosen) ?? person.kf[0]
  if (desk === undefined) {
    return <p class="phone-empty">这家企业还没有微信客服账号。产品用「新建客服账号」接口建好后，这里就能进入会话。</p>
  }
  return (
    <>
      <div class="toolbar">
        {person.kf.map((one) => (
          <button
            key={one.openKfId}
            type="button"
            class={one === desk ? 'tool chosen' : 'tool'}
            aria-pressed={one === desk}
            onClick={() => of.choose(one.openKfId)}
          >
            {one.name}
          </button>
        ))}
      </div>
      <div class="strip-note">
        <span>
          {STATES[desk.state] ?? ''}
          {desk.servicerName === null ? '' : ` · ${desk.servicerName}`}
        </span>
        <button
          type="button"
          class="text"
          onClick={() =>
            void box.act(() => sandbox.person(person.id, 'kf/enter', { openKfId: desk.openKfId }), '已进入会话')
          }
        >
          重新进入会话
        </button>
      </div>
      <Chat
        messages={desk.messages}
        now={of.now}
        mine="person"
        me={{ name: person.name, tone: 'person' }}
        other={{ name: desk.name, tone: 'account' }}
        speaker={(message) =>
          message.from === 'account'
            ? { name: desk.name, tone: 'account' }
            : message.from === 'person'
              ? { name: person.name, tone: 'person' }
              : box.speaker(message)
        }
        empty="说一句话，会话就开始了。"
        openLink={(message, url) => void box.open(person.id, { messageId: message.id, url })}
        choose={(message, option) => void box.open(person.id, { messageId: message.id, option })}
      />
      <SayBox
        placeholder={`发消息给${desk.name}`}
        say={(text) => void box.act(() => sandbox.person(person.id, 'kf/say', { openKfId: desk.openKfId, text }))}
      />
    </>
  )
}

/** The same conversation at the member it was handed to. */
export function KfServed(of: {
  box: Sandbox
  desk: KfChat
  person: PersonView
  staff: { userId: string; name: string }
  now: Date
}) {
  const { desk, person, staff } = of
  return (
    <section class="task" aria-label={`微信客服 ${desk.name}`}>
      <header class="task-head">
        <b>
          微信客服 · {desk.name} · {person.name}
        </b>
        <span class="secondary">由你接待</span>
      </header>
      <div class="kf-served">
        <Chat
          messages={desk.messages}
          now={of.now}
          mine={['staff', 'account']}
          me={{ name: staff.name, tone: 'staff' }}
          other={{ name: person.name, tone: 'person' }}
          empty=""
          openLink={() => of.box.say('这是客户那边的链接，在左边的手机上点开')}
        />
        <SayBox
          placeholder={`回复${person.name}`}
          say={(text) =>
            void of.box.act(() =>
              sandbox.staff(staff.userId, 'kf-answer', { openKfId: desk.openKfId, person: person.id, text }),
            )
          }
        />
      </div>
    </section>
  )
}
