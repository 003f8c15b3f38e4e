import { type Opened, type PersonView, sandbox } from './api.ts'
import { Chat } from './chat.tsx'
import { SayBox } from './say-box.tsx'
import type { Sandbox } from './use-sandbox.ts'

/** The follower's chat with the company's personal account, which the Wechaty process runs. */
export function BotChat(of: { box: Sandbox; person: PersonView; now: Date; opened: (result: Opened | null) => void }) {
  const { box, person, now } = of
  const { bot } = person
  const act = (what: string, body: unknown = {}, done?: string) =>
    void box.act(() => sandbox.person(person.id, `wechaty/${what}`, body), done)
  const where = !bot.there
    ? '个人号还没有运行：用 WECHATY_PUPPET=mock npm start 启动，消息会等它上线。'
    : bot.loggedIn
      ? null
      : '个人号在手机上退出了登录，消息会等它重新登录。'
  return (
    <>
      {where === null ? null : (
        <p class="bot-away" role="status">
          {where}
          {bot.there ? (
            <button type="button" class="text" onClick={() => void box.act(() => sandbox.bot('login'), '已扫码登录')}>
              用它的手机扫码登录
            </button>
          ) : null}
        </p>
      )}
      <Chat
        messages={bot.messages}
        now={now}
        mine="person"
        me={{ name: person.name, tone: 'person' }}
        other={{ name: bot.name, tone: 'staff' }}
        empty={`${person.name} 还没有加「${bot.name}」为好友。`}
        openLink={(message, url) => void box.open(person.id, { messageId: message.id, url }).then(of.opened)}
      />
      {bot.friend ? (
        <SayBox placeholder={`发消息给 ${bot.name}`} say={(text) => act('say', { text })} />
      ) : (
        <div class="follow-bar">
          <button
            type="button"
            class="primary"
            disabled={bot.asked}
            onClick={() => act('add', { hello: `我是${person.name}` })}
          >
            {bot.asked ? '等待对方通过……' : `添加「${bot.name}」为好友`}
          </button>
        </div>
      )}
      <div class="quiet-bar bot-bar">
        <button
          type="button"
          class="text"
          onClick={() => act(bot.inGroup ? 'leave-group' : 'join-group', {}, bot.inGroup ? '已退群' : '已进群')}
        >
          {bot.inGroup ? `退出「${bot.group}」` : `加入「${bot.group}」`}
        </button>
        {bot.loggedIn ? (
          <button
            type="button"
            class="text"
            onClick={() => void box.act(() => sandbox.bot('logout'), '个人号已退出登录')}
          >
            让它退出登录
          </button>
        ) : null}
        {bot.friend ? (
          <button type="button" class="text danger" onClick={() => act('remove', {}, `已删除 ${bot.name}`)}>
            删除好友
          </button>
        ) : null}
      </div>
    </>
  )
}
