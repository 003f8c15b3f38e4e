import { type MessageView, type PersonView, type StaffView, sandbox } from './api.ts'
import type { FollowerTab } from './follower-phone.tsx'
import type { StaffTab } from './staff-phone.tsx'
import { type Sandbox, TWO_DAYS } from './use-sandbox.ts'

/** The way from a scan to a lead card, step by step. A step ticks itself off from what really happened. */
export type WalkMoves = {
  showFollower: (tab: FollowerTab) => void
  showStaff: (tab: StaffTab) => void
  pointAt: (message: string) => void
  openSidebar: () => void
  openMini: (url: string) => void
}
const isClaimable = ({ body }: MessageView) => body.kind === 'card' && body.replacedBy === null
type Step = { title: string; hint: string; done: boolean; button: string; run: () => void }

function stepsOf(of: { box: Sandbox } & WalkMoves, person: PersonView, staff: StaffView): Step[] {
  const { box } = of
  const { state } = box
  const saw = (title: string) => person.deeds.includes(title)
  const begun = person.oaMessages[0]?.at
  const wasFollowing = begun !== undefined || person.following
  const reply = person.oaMessages.some((one) => one.from === 'account')
  // Not the cards of whoever walked before.
  const cards = staff.appMessages.filter((one) => one.body.kind === 'card' && begun !== undefined && one.at >= begun)
  const claimed = cards.some((one) => one.body.kind === 'card' && one.body.replacedBy !== null)
  const showCard = (card: MessageView | undefined) => {
    of.showStaff('app')
    if (card === undefined) box.say('线索卡片还没有到')
    else of.pointAt(card.id)
  }
  const bound = person.deeds.some(
    (deed) => deed === '/wxa/business/getuserphonenumber' || /\/mini\/(forms|phone)/.test(deed),
  )
  const friend = person.friends.includes(staff.userId)
  const read = saw('JS-SDK getCurExternalContact')
  return [
    {
      title: `${person.name} 扫「春季展会」二维码，关注公众号`,
      hint: '左边手机会收到欢迎消息',
      done: wasFollowing,
      button: '扫码关注',
      run: () => {
        of.showFollower('oa')
        void box.act(() => sandbox.person(person.id, 'scan', { scene: 'spring-fair' }), '已扫码关注')
      },
    },
    {
      title: '收到公众号的欢迎消息',
      hint: '由旅程「新粉丝欢迎与线索」发出，原文在最下面的实时日志里',
      done: reply,
      button: '看消息',
      run: () => of.showFollower('oa'),
    },
    {
      title: '点菜单「立即登记」，在小程序里填手机号并提交',
      hint:
        person.phone === null
          ? '这位粉丝没有手机号，换一位'
          : `手机号填 ${person.phone}；CRM 里有同一个号码时，两份资料合并成一个人`,
      done: bound,
      button: '立即登记',
      run: () => {
        void box
          .act(() => sandbox.person(person.id, 'menu', { key: '立即登记' }))
          .then((opened) => {
            if (opened !== null) of.openMini(opened.url)
          })
      },
    },
    {
      title: `${person.name} 点菜单「会员权益」`,
      hint: '旅程正等着一次互动；登记过的人会变成线索',
      done: saw('CLICK benefits'),
      button: '会员权益',
      run: () => {
        of.showFollower('oa')
        void box.act(() => sandbox.person(person.id, 'menu', { key: 'benefits' }), '已点击菜单')
      },
    },
    {
      title: `${staff.name} 的企业微信收到线索卡片`,
      hint:
        cards.length > 0
          ? '卡片就在右边手机上'
          : '通常几秒内到。没有归属销售的新人，线索进公海、不发卡片：先由销售添加为客户，再登记',
      done: cards.length > 0,
      button: '看卡片',
      run: () => showCard(cards.at(-1)),
    },
    {
      title: '点卡片上的「认领」',
      hint: '卡片会变成已认领，线索归这位销售',
      done: claimed,
      button: '去认领',
      run: () => showCard(cards.findLast(isClaimable)),
    },
    {
      title: `${staff.name} 在企业微信添加 ${person.name}`,
      hint: '同一个 unionid，企业微信身份并入同一位客户',
      done: friend,
      button: '添加客户',
      run: () => {
        void box
          .act(() => sandbox.staff(staff.userId, 'add-customer', { person: person.id }), '已添加客户')
          .then(() => of.openSidebar())
      },
    },
    {
      title: '打开聊天旁的侧边栏，看看这是谁',
      hint: '等级、标签、时间线、该做什么',
      done: friend && read,
      button: '打开侧边栏',
      run: of.openSidebar,
    },
    {
      title: '把时间拨快 2 天',
      hint: '旅程里的等待到期，后面的步骤自己走',
      done: (state?.clock.aheadMs ?? 0) >= TWO_DAYS,
      button: '拨快 2 天',
      run: () => void box.jumpTwoDays(),
    },
    {
      title: `${person.name} 取消关注`,
      hint: '归属销售收到流失提醒，客户资料仍在',
      done: saw('unsubscribe'),
      button: '取消关注',
      run: () => {
        of.showFollower('oa')
        of.showStaff('app')
        void box.act(() => sandbox.person(person.id, 'unfollow'), '已取消关注')
      },
    },
  ]
}

export function Walk(of: { box: Sandbox } & WalkMoves) {
  const { box } = of
  const { state, demo } = box
  const person = state?.person ?? null
  const staff = state?.staff ?? null
  const steps = person === null || staff === null ? [] : stepsOf(of, person, staff)
  const current = steps.findIndex((step) => !step.done)
  const done = steps.filter((step) => step.done).length
  return (
    <section class="panel" aria-label="走一遍">
      <header class="panel-head">
        <h2>走一遍：从扫码到认领线索</h2>
        <span class="secondary">{steps.length === 0 ? '' : `${done} / ${steps.length}`}</span>
      </header>
      {steps.length === 0 ? <p class="empty">正在读取演示公司……</p> : null}
      <ol class="steps">
        {steps.map((step, index) => (
          <li key={step.button} class={step.done ? 'step done' : index === current ? 'step current' : 'step'}>
            <span class="step-mark" aria-hidden="true">
              {step.done ? '✓' : index + 1}
            </span>
            <span class="step-text">
              <span>{step.title}</span>
              {index === current ? <span class="secondary">{step.hint}</span> : null}
            </span>
            {step.done ? null : (
              <button type="button" class={index === current ? 'primary small' : 'small'} onClick={step.run}>
                {step.button}
              </button>
            )}
          </li>
        ))}
      </ol>
      {demo?.walk && person !== null && person.id !== demo.walk.person ? (
        <button type="button" class="text" onClick={() => box.setPerson(demo.walk?.person ?? null)}>
          换回 {demo.walk.name}（她的手机号在 CRM 里）
        </button>
      ) : null}
    </section>
  )
}
