import { z } from 'zod'
import { defineCall } from '../call.ts'
import { pageOf } from '../paging.ts'
import { refuse } from '../refusal.ts'
import { corpOf } from './corp.ts'
import { massMessageOf, targetReply } from './mass-messages.ts'
import { memberOf } from './organisation.ts'

/** Facts C4.7: what was asked, who confirmed (2), whom it reached (1). */
const ok = { errcode: 0, errmsg: 'ok' }
const seconds = (ms: number) => Math.floor(ms / 1000)
const MONTH = 31 * 86_400
const page = { limit: z.number().int().min(1).max(1000).default(500), cursor: z.string().default('') }
const nextOf = (next: string) => (next === '' ? {} : { next_cursor: next })

export const massMessageList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_list_v2',
  caller: 'wecom',
  input: z.object({
    chat_type: z.enum(['single', 'group']),
    start_time: z.number().int(),
    end_time: z.number().int(),
    creator: z.string().optional(),
    filter_type: z.number().int().min(0).max(2).default(2),
    limit: z.number().int().min(1).max(100).default(50),
    cursor: z.string().default(''),
  }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const span = input.end_time - input.start_time
    if (span < 0 || span > MONTH) return refuse(40058, 'invalid start_time or end_time')
    // Everything here is made by the API: the company's (type 0), and nobody's.
    const made = corpOf(sim, account).massMessages.filter(
      (one) =>
        input.filter_type !== 1 &&
        input.creator === undefined &&
        one.chatType === input.chat_type &&
        seconds(one.createdAt) >= input.start_time &&
        seconds(one.createdAt) <= input.end_time,
    )
    const { rows, next } = pageOf(made, input.cursor, input.limit)
    return {
      ...ok,
      group_msg_list: rows.map((one) => ({
        msgid: one.id,
        create_time: seconds(one.createdAt),
        create_type: 0,
        text: { content: one.text },
        attachments: one.attachments,
      })),
      ...nextOf(next),
    }
  },
})

export const massMessageTasks = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_task',
  caller: 'wecom',
  input: z.object({ msgid: z.string(), ...page }),
  misfit: 40058,
  answer(input, account, { sim }) {
    const { rows, next } = pageOf(massMessageOf(sim, account, input.msgid).tasks, input.cursor, input.limit)
    return {
      ...ok,
      task_list: rows.map(({ staff, sentAt }) => ({
        userid: staff,
        ...(sentAt === null ? { status: 0 } : { status: 2, send_time: seconds(sentAt) }),
      })),
      ...nextOf(next),
    }
  },
})

export const massMessageResult = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_groupmsg_send_result',
  caller: 'wecom',
  input: z.object({ msgid: z.string(), userid: z.string(), ...page }),
  misfit: 40058,
  answer(input, account, { sim, subject }) {
    subject.staff = memberOf(sim, input.userid).userId
    const message = massMessageOf(sim, account, input.msgid)
    const targets = message.tasks.find((task) => task.staff === input.userid)?.targets ?? []
    const listed = message.chatType === 'single' ? targets : targets.filter((target) => target.status === 1)
    const { rows, next } = pageOf(listed, input.cursor, input.limit)
    return {
      ...ok,
      send_list: rows.map((target) => ({
        ...targetReply(account, message, target.to),
        userid: input.userid,
        status: target.status,
        ...(target.at === null ? {} : { send_time: seconds(target.at) }),
      })),
      ...nextOf(next),
    }
  },
})
