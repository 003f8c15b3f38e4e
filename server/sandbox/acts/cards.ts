import { sendCardClick } from '../callbacks/wecom-events.ts'
import { giveVoucher } from '../platform/vouchers.ts'
import type { Simulation } from '../simulation.ts'
import { type CardContent, chatOf } from '../world/message.ts'
import type { Acted } from './official-account.ts'
import { cannot } from './problem.ts'
import { corpAccountOf, memberById } from './staff.ts'

/** A member presses a button of a template card, with what was chosen on it (facts C5.4). */
type Tap = { key: string; selected: Record<string, string[]> }

function chosenOn(card: CardContent, selected: Tap['selected']): CardContent['questions'] {
  return card.questions.map((question) => {
    const given = selected[question.key] ?? question.chosen
    const chosen = question.options.filter((one) => given.includes(one.id)).map((one) => one.id)
    if (chosen.length === 0) return cannot('card.unanswered', '请先在卡片上作出选择')
    if (!question.many && chosen.length > 1) return cannot('card.one-answer', '这一题只能选一项')
    return { ...question, chosen }
  })
}

export async function tapCard(sim: Simulation, staffId: string, messageId: string, tap: Tap): Promise<Acted> {
  const account = corpAccountOf(sim)
  const chat = chatOf.app(account.agentId, memberById(sim, staffId).userId)
  const message = sim.world.messages.find((known) => known.id === messageId && known.chat === chat)
  if (message === undefined || message.body.kind !== 'card') return cannot('card.not-found', '没有这张卡片', 404)
  const { card, replacedBy } = message.body
  if (message.recalled) return cannot('card.recalled', '这张卡片已被撤回')
  if (replacedBy !== null) return cannot('card.done', `这张卡片已经处理过：${replacedBy}`)
  const inMenu = card.menu.find((one) => one.key === tap.key)
  const button =
    card.buttons.find((one) => one.key === tap.key) ?? inMenu ?? cannot('card.no-button', '卡片上没有这个按钮', 404)
  // Of the corner's menu nothing is asked.
  const questions = inMenu === undefined ? chosenOn(card, tap.selected) : []
  if (inMenu === undefined) card.questions = questions
  const responseCode = giveVoucher(sim, {
    sort: 'card',
    account: account.corpId,
    subject: staffId,
    detail: card.taskId,
  })
  const told = await sendCardClick(sim, account, {
    staff: staffId,
    key: tap.key,
    taskId: card.taskId,
    cardType: card.cardType,
    responseCode,
    text: button.text,
    event: inMenu === undefined ? 'template_card_event' : 'template_card_menu_event',
    selected: questions.map(({ key, chosen }) => ({ key, chosen })),
  })
  return { callbacks: [told] }
}
