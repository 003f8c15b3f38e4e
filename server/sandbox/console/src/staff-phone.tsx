import { type PersonView, type StaffView, sandbox } from './api.ts'
import { Chat } from './chat.tsx'
import { CustomerNotes } from './customer-notes.tsx'
import { Avatar, Phone, PhoneTabs } from './phone.tsx'
import { SayBox } from './say-box.tsx'
import { StaffGroups } from './staff-groups.tsx'
import { Tasks } from './tasks.tsx'
import type { Sandbox } from './use-sandbox.ts'
import { useUnread } from './use-unread.ts'
import { chatTime, clockTime } from './words.ts'

export type StaffTab = 'app' | 'customers' | 'chat' | 'groups' | 'tasks'

/** What stands beside a customer's name. */
export type Beside = 'sidebar' | 'chat' | 'notes'

/** The salesperson's WeCom: app messages with working buttons, customers, and a chat with the real sidebar. */
export function StaffPhone(of: {
  box: Sandbox
  tab: StaffTab
  setTab: (tab: StaffTab) => void
  beside: Beside
  setBeside: (open: Beside) => void
  pointed: string | null
}) {
  const { state } = of.box
  const staff = state?.staff ?? null
  const userId = staff?.userId ?? ''
  const mine = 'staff'
  const unread = useUnread({
    chat: `app:${userId}`,
    messages: staff?.appMessages ?? [],
    mine,
    open: of.tab === 'app',
  })
  const unreadChat = useUnread({
    chat: `customer:${userId}:${state?.person?.id ?? ''}`,
    messages: staff?.chat ?? [],
    mine,
    open: of.tab === 'chat' && of.beside === 'chat',
  })
  if (state === null || staff === null) return <div class="phone skeleton" aria-hidden="true" />
  const now = new Date(state.clock.now)
  const person = state.person
  const titles: Record<StaffTab, string> = {
    app: `${staff.appName} · 应用消息`,
    customers: '客户',
    chat: person?.name ?? '客户',
    groups: '客户群',
    tasks: '待办',
  }
  const waiting =
    staff.tasks.filter((task) => task.state === 'waiting').length +
    (person?.kf.filter((one) => one.servicer === staff.userId).length ?? 0)
  return (
    <Phone
      label="销售的手机"
      title={titles[of.tab]}
      clock={clockTime(now)}
      back={of.tab === 'chat' ? () => of.setTab('customers') : undefined}
      action={<span class="whose">{staff.left ? `${staff.name}（已离职）` : staff.name}</span>}
    >
      {of.tab === 'app' ? <AppMessages box={of.box} staff={staff} now={now} pointed={of.pointed} /> : null}
      {of.tab === 'customers' ? (
        <Customers box={of.box} staff={staff} person={person} now={now} openChat={() => of.setTab('chat')} />
      ) : null}
      {of.tab === 'chat' && person !== null ? (
        <CustomerChat
          box={of.box}
          staff={staff}
          person={person}
          now={now}
          beside={of.beside}
          setBeside={of.setBeside}
          showCustomers={() => of.setTab('customers')}
        />
      ) : null}
      {of.tab === 'groups' ? <StaffGroups box={of.box} staff={staff} person={person} now={now} /> : null}
      {of.tab === 'tasks' ? <Tasks box={of.box} staff={staff} person={person} now={now} /> : null}
      <PhoneTabs
        value={of.tab === 'chat' ? 'customers' : of.tab}
        choose={(tab) => of.setTab(tab)}
        tabs={[
          { value: 'app', text: '应用消息', count: unread },
          { value: 'customers', text: '客户', count: unreadChat },
          { value: 'groups', text: '客户群' },
          { value: 'tasks', text: '待办', count: waiting },
        ]}
      />
    </Phone>
  )
}

type Part = { box: Sandbox; staff: StaffView; now: Date }

function AppMessages(of: Part & { pointed: string | null }) {
  const { act, say } = of.box
  return (
    <Chat
      messages={of.staff.appMessages}
      now={of.now}
      mine="staff"
      me={{ name: of.staff.name, tone: 'staff' }}
      other={{ name: of.staff.appName, tone: 'app' }}
      empty={`${of.staff.name} 还没有收到提醒。线索、流失和商机会以卡片出现在这里。`}
      openLink={(message, url) => {
        const own =
          message.body.kind === 'link' ? message.body.url : message.body.kind === 'card' ? message.body.card.url : null
        say(`卡片指向 ${url ?? own ?? '（没有链接）'}`)
      }}
      pointed={of.pointed}
      press={(message, key, selected) =>
        void act(() => sandbox.staff(of.staff.userId, `cards/${message.id}/tap`, { key, selected }))
      }
    />
  )
}

function Customers(of: Part & { person: PersonView | null; openChat: () => void }) {
  const { act, setPerson } = of.box
  const { person, staff } = of
  const isCustomer = staff.customers.some((one) => one.person === person?.id && one.customerKeeps)
  return (
    <div class="list">
      {person !== null && !isCustomer ? (
        <div class="add-customer">
          <span>
            左边的 <b>{person.name}</b> 还不是 {staff.name} 的客户
          </span>
          <button
            type="button"
            class="primary"
            onClick={() =>
              void act(
                () => sandbox.staff(staff.userId, 'add-customer', { person: person.id }),
                `${staff.name} 添加了 ${person.name}`,
              ).then(of.openChat)
            }
          >
            添加客户
          </button>
        </div>
      ) : null}
      {staff.customers.length === 0 ? <p class="empty">{staff.name} 还没有客户。</p> : null}
      {staff.customers.map((one) => (
        <button
          key={one.person}
          type="button"
          class={one.person === person?.id ? 'list-row chosen' : 'list-row'}
          onClick={() => {
            setPerson(one.person)
            of.openChat()
          }}
        >
          <Avatar name={one.name} tone="person" />
          <span class="list-main">
            <span>{one.remark || one.name}</span>
            <span class="secondary">{one.customerKeeps ? '@微信' : '对方已删除你'}</span>
          </span>
          <span class="secondary">{chatTime(one.since, of.now)}</span>
        </button>
      ))}
    </div>
  )
}

type CustomerPart = Part & {
  person: PersonView
  beside: Beside
  setBeside: (open: Beside) => void
  showCustomers: () => void
}

const BESIDE: [Beside, string][] = [
  ['sidebar', '客户画像（侧边栏）'],
  ['chat', '聊天'],
  ['notes', '备注标签'],
]

function CustomerChat(of: CustomerPart) {
  const { act } = of.box
  const { person, staff } = of
  const relation = staff.customers.find((one) => one.person === person.id)
  const url = `/sandbox/webview/wecom?staff=${encodeURIComponent(staff.userId)}&customer=${encodeURIComponent(person.id)}&url=${encodeURIComponent('/sidebar/')}`
  if (relation === undefined) {
    return (
      <div class="phone-empty">
        <p>
          {person.name} 还不是 {staff.name} 的客户，所以没有聊天和侧边栏可看。
        </p>
        <button type="button" class="primary" onClick={of.showCustomers}>
          去「客户」里添加
        </button>
      </div>
    )
  }
  return (
    <>
      <div class="toolbar">
        {BESIDE.map(([value, text]) => (
          <button
            key={value}
            type="button"
            class={of.beside === value ? 'tool chosen' : 'tool'}
            aria-pressed={of.beside === value}
            onClick={() => of.setBeside(value)}
          >
            {text}
          </button>
        ))}
      </div>
      {of.beside === 'notes' ? (
        <CustomerNotes key={relation.person} box={of.box} staff={staff} customer={relation} />
      ) : of.beside === 'sidebar' ? (
        // After a jump of time what it shows is of another day, and its login may be over: it opens afresh.
        <iframe key={`${url} ${of.box.jumps}`} class="webview" title="企业微信侧边栏" src={url} />
      ) : (
        <>
          <Chat
            messages={staff.chat}
            now={of.now}
            mine="staff"
            me={{ name: staff.name, tone: 'staff' }}
            other={{ name: person.name, tone: 'person' }}
            empty="你们已经是好友，打个招呼吧。"
            openLink={() => of.box.say('这是发给客户的链接，在左边的手机上点开')}
          />
          <SayBox
            placeholder={`发消息给 ${person.name}`}
            say={(text) => void act(() => sandbox.staff(staff.userId, 'say-to-customer', { person: person.id, text }))}
          />
          <div class="quiet-bar">
            <button
              type="button"
              class="text danger"
              onClick={() =>
                void act(
                  () => sandbox.staff(staff.userId, 'remove-customer', { person: person.id }),
                  `已删除客户 ${person.name}`,
                )
              }
            >
              删除这位客户
            </button>
          </div>
        </>
      )}
    </>
  )
}
