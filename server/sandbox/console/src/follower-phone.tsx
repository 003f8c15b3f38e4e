import { useEffect, useState } from 'preact/hooks'
import { type Opened, type PersonView, sandbox } from './api.ts'
import { BotChat } from './bot-chat.tsx'
import { Chat } from './chat.tsx'
import { Discover } from './discover.tsx'
import { InAppBrowser } from './in-app-browser.tsx'
import { Inbox } from './inbox.tsx'
import { KfTab } from './kf-chat.tsx'
import { MenuBar } from './menu-bar.tsx'
import { Phone, PhoneTabs } from './phone.tsx'
import { SayBox } from './say-box.tsx'
import type { Sandbox } from './use-sandbox.ts'
import { useUnread, useUnreadInbox } from './use-unread.ts'
import { chatTime, clockTime } from './words.ts'

export type FollowerTab = 'oa' | 'mini' | 'adviser' | 'bot' | 'kf' | 'inbox' | 'discover'

/** The follower's WeChat: the Official Account, the mini-program, and the chats with advisers. */
export function FollowerPhone(of: {
  box: Sandbox
  tab: FollowerTab
  setTab: (tab: FollowerTab) => void
  miniUrl: string | null
  openMini: (url: string | null) => void
  kf: string | null
  chooseKf: (id: string) => void
}) {
  const { state, act, browsing } = of.box
  const person = state?.person ?? null
  const id = person?.id ?? ''
  const mine = 'person'
  const unread = {
    oa: useUnread({ chat: `oa:${id}`, messages: person?.oaMessages ?? [], mine, open: of.tab === 'oa' }),
    mini: useUnread({ chat: `mini:${id}`, messages: person?.serviceMessages ?? [], mine, open: of.tab === 'mini' }),
    bot: useUnread({ chat: `bot:${id}`, messages: person?.bot.messages ?? [], mine, open: of.tab === 'bot' }),
    adviser: useUnread({
      chat: `adviser:${id}:${state?.staff?.userId ?? ''}`,
      messages: state?.staff?.chat ?? [],
      mine,
      open: of.tab === 'adviser',
    }),
    inbox: useUnreadInbox({ chat: `inbox:${id}`, messages: person?.inbox ?? [], open: of.tab === 'inbox' }),
  }
  const unreadKf = useUnread({
    chat: `kf:${id}`,
    messages: person?.kf.flatMap((one) => one.messages) ?? [],
    mine,
    open: of.tab === 'kf',
  })
  if (state === null || person === null) return <div class="phone skeleton" aria-hidden="true" />
  const now = new Date(state.clock.now)
  const opened = (result: Opened | null) => {
    if (result?.kind !== 'mini') return
    of.openMini(result.url)
    of.setTab('mini')
  }
  const titles: Record<FollowerTab, string> = {
    oa: state.oaName,
    mini: state.miniName,
    adviser: '企业微信顾问',
    bot: person.bot.name,
    kf: '微信客服',
    inbox: '短信与邮件',
    discover: '发现',
  }
  return (
    <Phone label="粉丝的手机" title={titles[of.tab]} clock={clockTime(now)}>
      {of.tab === 'oa' ? <AccountChat box={of.box} person={person} now={now} opened={opened} /> : null}
      {of.tab === 'mini' ? (
        <MiniProgram box={of.box} person={person} now={now} url={of.miniUrl} open={of.openMini} />
      ) : null}
      {of.tab === 'adviser' ? <AdviserChat box={of.box} person={person} now={now} opened={opened} /> : null}
      {of.tab === 'bot' ? <BotChat box={of.box} person={person} now={now} opened={opened} /> : null}
      {of.tab === 'kf' ? <KfTab box={of.box} person={person} now={now} chosen={of.kf} choose={of.chooseKf} /> : null}
      {of.tab === 'inbox' ? <Inbox box={of.box} person={person} now={now} opened={opened} /> : null}
      {of.tab === 'discover' ? <Discover box={of.box} person={person} now={now} /> : null}
      {browsing === null ? null : <InAppBrowser address={browsing} close={of.box.stopBrowsing} />}
      <PhoneTabs
        value={of.tab}
        choose={(tab) => {
          if (tab === 'mini' && of.miniUrl === null)
            void act(() => sandbox.person(person.id, 'enter-mini')).then(opened)
          else of.setTab(tab)
        }}
        tabs={[
          { value: 'oa', text: '公众号', count: unread.oa },
          { value: 'mini', text: '小程序', count: unread.mini },
          { value: 'adviser', text: '顾问', count: unread.adviser + person.transfers.length },
          { value: 'bot', text: '个人号', count: unread.bot },
          { value: 'kf', text: '客服', count: unreadKf },
          { value: 'inbox', text: '短信', count: unread.inbox },
          { value: 'discover', text: '发现', count: 0 },
        ]}
      />
    </Phone>
  )
}

type Part = { box: Sandbox; person: PersonView; now: Date }

function AccountChat(of: Part & { opened: (result: Opened | null) => void }) {
  const { state, act } = of.box
  const { person } = of
  const account = state?.oaName ?? '公众号'
  return (
    <>
      <Chat
        messages={person.oaMessages}
        now={of.now}
        mine="person"
        me={{ name: person.name, tone: 'person' }}
        other={{ name: account, tone: 'account' }}
        empty={
          person.following
            ? `${person.name} 已关注「${account}」，还没有消息。`
            : `${person.name} 还没有关注「${account}」。扫一张渠道二维码试试。`
        }
        typing={person.oaTyping}
        openLink={(message, url) => void of.box.open(person.id, { messageId: message.id, url }).then(of.opened)}
        choose={(message, option) => void of.box.open(person.id, { messageId: message.id, option })}
      />
      {person.following ? (
        <>
          {person.menuSort === 'conditional' ? (
            <div class="strip-note">个性化菜单：按标签「{person.tags.join('、')}」匹配</div>
          ) : null}
          <SayBox
            placeholder="发消息给公众号"
            say={(text) => void act(() => sandbox.person(person.id, 'say', { text }))}
          />
          <MenuBar
            buttons={person.menu}
            tap={(key) =>
              void act(() => sandbox.person(person.id, 'menu', { key }), '已点击菜单')
                .then(of.box.show)
                .then(of.opened)
            }
          />
        </>
      ) : (
        <div class="follow-bar">
          <button
            type="button"
            class="primary"
            onClick={() => void act(() => sandbox.person(person.id, 'scan', { scene: 'spring-fair' }), '已扫码关注')}
          >
            扫「春季展会」二维码关注
          </button>
        </div>
      )}
    </>
  )
}

function MiniProgram(of: Part & { url: string | null; open: (url: string | null) => void }) {
  const [shown, setShown] = useState(true)
  const count = of.person.serviceMessages.length
  useEffect(() => setShown(count > 0), [count])
  return (
    <div class="mini">
      {count > 0 ? (
        <div class="service">
          <button type="button" class="service-head" onClick={() => setShown(!shown)} aria-expanded={shown}>
            <span>服务通知 {count} 条</span>
            <span>{shown ? '收起' : '展开'}</span>
          </button>
          {shown ? (
            <div class="service-list">
              <Chat
                messages={of.person.serviceMessages}
                now={of.now}
                mine="person"
                me={{ name: of.person.name, tone: 'person' }}
                other={{ name: '服', tone: 'app' }}
                empty=""
                openLink={(message, url) =>
                  void of.box.open(of.person.id, { messageId: message.id, url }).then((opened) => {
                    if (opened?.kind === 'mini') of.open(opened.url)
                  })
                }
              />
            </div>
          ) : null}
        </div>
      ) : null}
      {of.url === null ? (
        <p class="empty">正在打开小程序……</p>
      ) : (
        <iframe key={of.url} class="webview" title="小程序" src={of.url} />
      )}
    </div>
  )
}

function AdviserChat(of: Part & { opened: (result: Opened | null) => void }) {
  const { state, act } = of.box
  const staff = state?.staff ?? null
  const friend = staff !== null && of.person.friends.includes(staff.userId)
  return (
    <>
      {of.person.transfers.map((one) => (
        <div class="strip-note" role="status" key={`${one.from} ${one.to}`}>
          <span>
            {one.from} 的服务将由 {one.to} 接替，{chatTime(one.dueAt, of.now)} 生效
          </span>
          <button
            type="button"
            class="text danger"
            onClick={() => void act(() => sandbox.person(of.person.id, 'refuse-transfer'), '已拒绝接替')}
          >
            拒绝
          </button>
        </div>
      ))}
      <Chat
        messages={staff?.chat ?? []}
        now={of.now}
        mine="person"
        me={{ name: of.person.name, tone: 'person' }}
        other={{ name: staff?.name ?? '', tone: 'staff' }}
        empty={`${of.person.name} 还没有添加 ${staff?.name ?? '这位员工'}。在右边的企业微信里点「添加客户」。`}
        openLink={(message, url) => void of.box.open(of.person.id, { messageId: message.id, url }).then(of.opened)}
      />
      {friend && staff !== null ? (
        <>
          <SayBox
            placeholder={`发消息给 ${staff.name}`}
            say={(text) => void act(() => sandbox.person(of.person.id, 'say', { text, to: staff.userId }))}
          />
          <div class="quiet-bar">
            <button
              type="button"
              class="text danger"
              onClick={() =>
                void act(
                  () => sandbox.person(of.person.id, 'remove-staff', { staff: staff.userId }),
                  `已删除 ${staff.name}`,
                )
              }
            >
              删除这位顾问
            </button>
          </div>
        </>
      ) : null}
    </>
  )
}
