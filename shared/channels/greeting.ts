import type { Contact, Greeting } from '../contact.ts'

type Open = Extract<Greeting, { state: 'open' }>
type Door = Greeting['at']
export type GreetingFound = { ok: true; greeting: Open } | { ok: false; why: string }

const words: Record<Door, { never: string; none: string; used: string; late: string; elsewhere: string }> = {
  member: {
    never: '对方没有刚添加员工为企业微信好友，没有欢迎语可用',
    none: '企业微信没有为这次添加提供欢迎码：管理后台已配置欢迎语、双方已经开始聊天，或欢迎语已经发过',
    used: '这次添加的欢迎语已经发过，只能发一次',
    late: '添加好友已超过 20 秒，欢迎语只能在 20 秒内发送',
    elsewhere: '进入这一步不是因为刚添加好友，没有欢迎语可用',
  },
  desk: {
    never: '对方没有刚进入微信客服会话，没有欢迎语可用',
    none: '对方是在会话进行中再次进入的，微信客服没有提供欢迎码',
    used: '这次进入会话的欢迎语已经发过，只能发一次',
    late: '进入会话已超过 20 秒，欢迎语只能在 20 秒内发送',
    elsewhere: '进入这一步不是因为刚进入微信客服会话，没有欢迎语可用',
  },
}

/**
 * The code with which this person may be greeted now, or why there is none. Of a walk, only one that its own events
 * brought: two members added at once are greeted for each.
 */
export function openGreeting(
  { greetings }: Pick<Contact, 'greetings'>,
  { at, now, events }: { at: Door; now: Date; events?: readonly string[] | undefined },
): GreetingFound {
  const why = words[at]
  const known = greetings.filter((one) => one.at === at).sort((a, b) => b.until.getTime() - a.until.getTime())
  const own = events === undefined ? known : known.filter(({ event }) => events.includes(event))
  const open = own.find((one): one is Open => one.state === 'open' && one.until > now)
  if (open) return { ok: true, greeting: open }
  const [last] = own
  if (!last) return { ok: false, why: known.length === 0 ? why.never : why.elsewhere }
  switch (last.state) {
    case 'none':
    case 'used':
      return { ok: false, why: why[last.state] }
    case 'open':
      return { ok: false, why: why.late }
  }
}
