import { z } from 'zod'
import { nextNumber, type Simulation } from '../../simulation.ts'
import type { MiniAccount, OaAccount } from '../../world/account.ts'
import type { MessageTemplate } from '../../world/parts.ts'
import { defineCall } from '../call.ts'
import { refuse } from '../refusal.ts'
import { stateOf } from './state.ts'

/** Templates of subscribe messages, of both kinds of account (facts A5, B4): a small public library to choose from. */
const LIBRARY = [
  {
    tid: 99,
    title: '付款成功通知',
    type: 2,
    categoryId: '616',
    words: ['thing 物品名称', 'amount 付款金额', 'time 时间'],
  },
  {
    tid: 401,
    title: '预约成功通知',
    type: 2,
    categoryId: '616',
    words: ['name 预约人', 'thing 预约项目', 'time 预约时间'],
  },
  { tid: 1128, title: '服务进度提醒', type: 2, categoryId: '307', words: ['thing 服务名称', 'phrase 当前进度'] },
] as const
const CATEGORIES = [
  { id: 307, name: '商业服务' },
  { id: 616, name: '生活服务' },
]
const ok = { errcode: 0, errmsg: 'ok' }

export function noticeTemplatesOf(sim: Simulation, account: OaAccount | MiniAccount): MessageTemplate[] {
  return account.kind === 'mini'
    ? sim.world.templates.filter((template) => template.appId === account.appId)
    : stateOf(sim, account).noticeTemplates
}

const entryOf = (tid: string) => LIBRARY.find((one) => String(one.tid) === tid) ?? refuse(40037)
const wordsOf = (tid: string) =>
  entryOf(tid).words.map((word, index) => {
    const [rule = '', name = ''] = word.split(' ')
    return { kid: index + 1, name, rule }
  })

export const categories = defineCall({
  method: 'GET',
  path: '/wxaapi/newtmpl/getcategory',
  caller: 'wechat',
  input: z.object({}),
  answer: () => ({ ...ok, data: CATEGORIES }),
})

export const publicTitles = defineCall({
  method: 'GET',
  path: '/wxaapi/newtmpl/getpubtemplatetitles',
  caller: 'wechat',
  input: z.object({ ids: z.string(), start: z.coerce.number().int().min(0), limit: z.coerce.number().int().min(1) }),
  misfit: 40035,
  answer({ ids, start, limit }) {
    const found = LIBRARY.filter((one) => ids.split(',').includes(one.categoryId))
    const page = found.slice(start, start + limit)
    return {
      ...ok,
      count: found.length,
      data: page.map(({ tid, title, type, categoryId }) => ({ tid, title, type, categoryId })),
    }
  },
})

export const publicWords = defineCall({
  method: 'GET',
  path: '/wxaapi/newtmpl/getpubtemplatekeywords',
  caller: 'wechat',
  input: z.object({ tid: z.string() }),
  answer({ tid }) {
    const data = wordsOf(tid).map((word) => ({ ...word, example: word.name }))
    return { ...ok, count: data.length, data }
  },
})

export const addNoticeTemplate = defineCall({
  method: 'POST',
  path: '/wxaapi/newtmpl/addtemplate',
  caller: 'wechat',
  input: z.object({
    tid: z.coerce.string(),
    kidList: z.array(z.number().int()).min(1),
    sceneDesc: z.string().optional(),
  }),
  answer({ tid, kidList }, account, { sim }) {
    const words = wordsOf(tid)
    const chosen = kidList.map((kid) => words.find((word) => word.kid === kid) ?? refuse(40037))
    const template: MessageTemplate = {
      id: `nt${String(nextNumber(sim)).padStart(41, '0')}`,
      appId: account.appId,
      title: entryOf(tid).title,
      fields: chosen.map(({ kid, name, rule }) => ({ key: `${rule}${kid}`, label: name })),
      example: chosen.map(({ name }) => `${name}:${name}`).join('\n'),
    }
    if (account.kind === 'mini') sim.world.templates = [...sim.world.templates, template]
    else stateOf(sim, account).noticeTemplates = [...noticeTemplatesOf(sim, account), template]
    sim.changed()
    return { ...ok, priTmplId: template.id }
  },
})

export const noticeTemplates = defineCall({
  method: 'GET',
  path: '/wxaapi/newtmpl/gettemplate',
  caller: 'wechat',
  input: z.object({}),
  answer: (_input, account, { sim }) => ({
    ...ok,
    data: noticeTemplatesOf(sim, account).map((template) => ({
      priTmplId: template.id,
      title: template.title,
      content: template.fields.map((field) => `${field.label}:{{${field.key}.DATA}}\n`).join(''),
      example: template.example,
      type: 2,
    })),
  }),
})

export const deleteNoticeTemplate = defineCall({
  method: 'POST',
  path: '/wxaapi/newtmpl/deltemplate',
  caller: 'wechat',
  input: z.object({ priTmplId: z.string() }),
  answer({ priTmplId }, account, { sim }) {
    const template = noticeTemplatesOf(sim, account).find((one) => one.id === priTmplId) ?? refuse(40037)
    if (account.kind === 'mini') sim.world.templates = sim.world.templates.filter((one) => one !== template)
    else stateOf(sim, account).noticeTemplates = noticeTemplatesOf(sim, account).filter((one) => one !== template)
    sim.changed()
    return ok
  },
})
