import { randomBytes } from 'node:crypto'
import { sendKfNews } from '../callbacks/corp-events.ts'
import { giveVoucher } from '../platform/vouchers.ts'
import { corpOf } from '../platform/wecom/corp.ts'
import { addKfRow } from '../platform/wecom/kf-messages.ts'
import { ENDED, kfSessionOf, SERVED, stateOf } from '../platform/wecom/kf-sessions.ts'
import { addMessage, nowMs, type Simulation } from '../simulation.ts'
import type { WecomAccount } from '../world/account.ts'
import { externalUserIdOf } from '../world/identity.ts'
import type { KfSession } from '../world/kf-desk.ts'
import { chatOf } from '../world/message.ts'
import type { Acted } from './official-account.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'
import { corpAccountOf, memberById } from './staff.ts'

/** A customer in 微信客服 (facts C7): looks in, or writes. The company hears that there is news and must fetch it. */
const MAY_SEND = 5

function sessionFor(sim: Simulation, account: WecomAccount, of: { kf: string; person: string }): KfSession {
  const { kf } = corpOf(sim, account)
  if (!kf.accounts.some((one) => one.id === of.kf)) return cannot('kf.not-found', '没有这个客服账号', 404)
  const known = kfSessionOf(sim, account, of)
  if (known !== undefined) return known
  const session: KfSession = {
    account: of.kf,
    person: of.person,
    state: ENDED,
    servicer: '',
    spokenAt: null,
    left: 0,
    scene: '',
    sceneParam: '',
  }
  kf.sessions.push(session)
  return session
}

async function tell(sim: Simulation, account: WecomAccount, of: { kf: string; person: string }): Promise<Acted> {
  const token = giveVoucher(sim, { sort: 'kf-token', account: account.corpId, subject: of.kf, detail: '' })
  return { callbacks: [await sendKfNews(sim, account, { openKfId: of.kf, token, person: of.person })] }
}

export async function enterKf(
  sim: Simulation,
  personId: string,
  of: { openKfId: string; scene: string; sceneParam: string },
): Promise<Acted> {
  const account = corpAccountOf(sim)
  const where = { kf: of.openKfId, person: personById(sim, personId).id }
  const session = sessionFor(sim, account, where)
  session.scene = of.scene
  session.sceneParam = of.sceneParam
  const ended = stateOf(sim, session) === ENDED
  const code = { sort: 'kf-brief' as const, account: account.corpId, subject: where.kf, detail: where.person }
  addKfRow(sim, account, {
    ...where,
    content: {
      msgid: randomBytes(8).toString('hex'),
      origin: 4,
      msgtype: 'event',
      event: {
        event_type: 'enter_session',
        open_kfid: where.kf,
        external_userid: externalUserIdOf(account.corpId, where.person),
        scene: of.scene,
        scene_param: of.sceneParam,
        // Only before a conversation, not inside one.
        ...(ended ? { welcome_code: giveVoucher(sim, code) } : {}),
      },
    },
  })
  return await tell(sim, account, where)
}

export async function sayToKf(
  sim: Simulation,
  personId: string,
  of: { openKfId: string; text: string; menuId?: string },
): Promise<Acted> {
  const account = corpAccountOf(sim)
  const where = { kf: of.openKfId, person: personById(sim, personId).id }
  const session = sessionFor(sim, account, where)
  if (stateOf(sim, session) === ENDED) session.state = 0
  session.spokenAt = nowMs(sim)
  session.left = MAY_SEND
  const chat = chatOf.kf(where.kf, where.person)
  addMessage(sim, { chat, from: 'person', body: { kind: 'text', text: of.text } })
  const text = { content: of.text, ...(of.menuId === undefined ? {} : { menu_id: of.menuId }) }
  addKfRow(sim, account, {
    ...where,
    content: { msgid: randomBytes(8).toString('hex'), origin: 3, msgtype: 'text', text },
  })
  return await tell(sim, account, where)
}

/** A member answers in the client; only while the conversation is theirs (state 3). */
export async function answerInKf(
  sim: Simulation,
  staffId: string,
  of: { openKfId: string; person: string; text: string },
): Promise<Acted> {
  const account = corpAccountOf(sim)
  const servicer = memberById(sim, staffId).userId
  const where = { kf: of.openKfId, person: personById(sim, of.person).id }
  const session = kfSessionOf(sim, account, where)
  if (session === undefined || stateOf(sim, session) !== SERVED || session.servicer !== servicer) {
    return cannot('kf.not-yours', '这个会话没有转给这位接待人员')
  }
  const chat = chatOf.kf(where.kf, where.person)
  addMessage(sim, { chat, from: 'staff', by: servicer, body: { kind: 'text', text: of.text } })
  addKfRow(sim, account, {
    ...where,
    content: {
      msgid: randomBytes(8).toString('hex'),
      origin: 5,
      servicer_userid: servicer,
      msgtype: 'text',
      text: { content: of.text },
    },
  })
  return await tell(sim, account, where)
}
