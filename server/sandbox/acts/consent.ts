import { sendSubscribeChange, sendSubscribePopup } from '../callbacks/mini-events.ts'
import { stateOf } from '../platform/wechat/state.ts'
import { grantKey } from '../platform/wechat/templated.ts'
import type { Simulation } from '../simulation.ts'
import { miniOf } from './mini-program.ts'
import type { Acted } from './official-account.ts'
import { personById } from './people.ts'
import { cannot } from './problem.ts'

/** A mini-program asks whether it may send subscribe messages (facts B4): a sheet, unless it was answered for good. */
type Answer = 'accept' | 'reject' | 'ban' | 'filter'
type Asked = { id: string; title: string; fields: string[]; kept: 'accept' | 'reject' | null }

const templateOf = (sim: Simulation, id: string) =>
  sim.world.templates.find((template) => template.id === id && template.appId === miniOf(sim).appId)

/** What the sheet shows. */
export function askSubscription(sim: Simulation, personId: string, ids: readonly string[]): { asked: Asked[] } {
  const kept = stateOf(sim, miniOf(sim)).kept[personById(sim, personId).id] ?? {}
  const asked = ids.flatMap((id) => {
    const template = templateOf(sim, id)
    if (template === undefined) return []
    const fields = template.fields.map((field) => field.label)
    return [{ id, title: template.title, fields, kept: kept[id] ?? null }]
  })
  return { asked }
}

/** Each accept is one send; unknown templates come back as `filter`; what was kept is not asked again but counts [U]. */
export async function answerSubscription(
  sim: Simulation,
  personId: string,
  of: { templateIds: string[]; answer: Answer | Record<string, Answer>; always: boolean },
): Promise<Acted & { answers: Record<string, Answer> }> {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  const state = stateOf(sim, account)
  const kept = state.kept[person.id] ?? {}
  const answers: Record<string, Answer> = {}
  for (const id of of.templateIds) {
    const wanted = kept[id] ?? (typeof of.answer === 'string' ? of.answer : (of.answer[id] ?? 'reject'))
    answers[id] = templateOf(sim, id) === undefined ? 'filter' : wanted
  }
  for (const [id, answer] of Object.entries(answers)) {
    const key = grantKey(account.appId, person.id, id)
    if (answer === 'accept') sim.world.grants[key] = (sim.world.grants[key] ?? 0) + 1
    if (of.always && (answer === 'accept' || answer === 'reject')) {
      state.kept[person.id] = { ...state.kept[person.id], [id]: answer }
    }
  }
  sim.changed()
  const told = Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== 'filter'))
  if (Object.keys(told).length === 0) return { callbacks: [], answers }
  return { callbacks: [await sendSubscribePopup(sim, account, person.id, told)], answers }
}

/** 消息接收设置: refusing there takes away what was granted, and the mini-program is told (facts A2.5). */
export async function setSubscription(
  sim: Simulation,
  personId: string,
  of: { templateId: string; answer: 'accept' | 'reject' },
): Promise<Acted> {
  const account = miniOf(sim)
  const person = personById(sim, personId)
  if (templateOf(sim, of.templateId) === undefined) return cannot('template.not-found', '没有这个订阅消息模板', 404)
  const state = stateOf(sim, account)
  state.kept[person.id] = { ...state.kept[person.id], [of.templateId]: of.answer }
  if (of.answer === 'reject') delete sim.world.grants[grantKey(account.appId, person.id, of.templateId)]
  sim.changed()
  return { callbacks: [await sendSubscribeChange(sim, account, person.id, { [of.templateId]: of.answer })] }
}
