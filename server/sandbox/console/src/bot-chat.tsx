import { useState } from 'preact/hooks'
import { type Opened, type PersonView, sandbox } from './api.ts'
import { Chat } from './chat.tsx'
import { SayBox } from './say-box.tsx'
import type { Act, Sandbox } from './use-sandbox.ts'

/** The follower's chat with the company's personal account, which the Wechaty process runs. */
export function BotChat(of: { box: Sandbox; person: PersonView; now: Date; opened: (result: Opened | null) => void }) {
  const { box, person, now } = of
  const { bot } = person
  const [inRoom, setInRoom] = useState(false)
  const act = (what: string, body: unknown = {}, done?: string) =>
    void box.act(() => sandbox.person(person.id, `wechaty/${what}`, body), done)
  if (inRoom && bot.inGroup) return <BotRoom {...of} back={() => setInRoom(false)} />
  return (
    <>
      <Away bot={bot} act={box.act} />
      <Unanswered bot={bot} />
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
        {bot.inGroup ? (
          <button type="button" class="text" onClick={() => setInRoom(true)}>
            去群里说话
          </button>
        ) : null}
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

/** The group that both are in: what is said there is heard by the account, and it may be called by name. */
function BotRoom(of: { box: Sandbox; person: PersonView; now: Date; back: () => void }) {
  const { box, person, now, back } = of
  const { bot } = person
  const nameOf = (by: string | null) => bot.groupPeople.find((one) => one.person === by)?.name ?? '群成员'
  return (
    <>
      <div class="toolbar">
        <button type="button" class="tool" onClick={back}>
          ‹ 返回
        </button>
        <span class="tool-title">
          {bot.group}（{bot.groupPeople.length + 1}）
        </span>
      </div>
      <Away bot={bot} act={box.act} />
      <Chat
        messages={bot.groupMessages}
        now={now}
        mine="person"
        me={{ name: person.name, tone: 'person' }}
        other={{ name: bot.name, tone: 'staff' }}
        speaker={(message) => ({ name: nameOf(message.by), tone: 'person' })}
        empty="群里还没有人说话。说一句，旅程里的「在群里说话」就会收到。"
        openLink={(message, url) => void box.open(person.id, { messageId: message.id, url })}
      />
      <SayBox
        placeholder="发消息到群里"
        mention={bot.name}
        say={(text) => void box.act(() => sandbox.person(person.id, 'wechaty/say-in-group', { text }))}
      />
    </>
  )
}

/** What it says comes from journeys alone: whoever was never answered is told where those are made. */
function Unanswered({ bot }: { bot: PersonView['bot'] }) {
  const spoken = bot.messages.filter(({ body }) => body.kind !== 'notice')
  const isAsking = spoken.at(-1)?.from === 'person'
  if (!bot.there || !isAsking || spoken.some(({ from }) => from === 'account')) return null
  return (
    <p class="strip-note" role="note">
      <span>
        还没有旅程用这个号回答。在管理后台建一条「收到消息」开始、用「个人微信消息」发送的
        <a href="/admin/journeys" target="_blank" rel="noopener">
          旅程
        </a>
        ，再说一句试试。
      </span>
    </p>
  )
}

/** Why it does not answer now, with what to do about it. */
function Away({ bot, act }: { bot: PersonView['bot']; act: Act }) {
  if (!bot.there) return <NotRunning phase={bot.phase} start={() => void act(() => sandbox.bot('start'))} />
  if (bot.loggedIn) return null
  return (
    <p class="bot-away" role="status">
      个人号在手机上退出了登录，消息会等它重新登录。
      <button type="button" class="text" onClick={() => void act(() => sandbox.bot('login'), '已扫码登录')}>
        用它的手机扫码登录
      </button>
    </p>
  )
}

const notRunning: Record<PersonView['bot']['phase'], { words: string; button: string | null }> = {
  unoffered: { words: '个人号还没有运行：用 WECHATY_PUPPET=mock npm start 启动，消息会等它上线。', button: null },
  idle: { words: '个人号是一个单独的进程，现在没有运行。', button: '启动个人号' },
  installing: { words: '正在安装个人号需要的程序包，第一次约半分钟……', button: null },
  starting: { words: '正在启动个人号，几秒后上线；消息会等它。', button: null },
  failed: { words: '个人号没有启动成功，原因写在启动命令的终端里；其他功能不受影响。', button: '再试一次' },
}

function NotRunning({ phase, start }: { phase: PersonView['bot']['phase']; start: () => void }) {
  const { words, button } = notRunning[phase]
  return (
    <p class="bot-away" role="status">
      {words}
      {button === null ? null : (
        <button type="button" class="text" onClick={start}>
          {button}
        </button>
      )}
    </p>
  )
}
