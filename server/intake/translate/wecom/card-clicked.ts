import { z } from 'zod'
import { AlertId, StaffId } from '../../../../shared/ids.ts'
import { defineTranslator, eventBase, filled, Head, listed, maybe, ofNoInterest, one, text } from '../contract.ts'

/** One sample of the platform misspells the lists (facts C5.4). */
const Selected = z.object({
  QuestionKey: filled,
  OptionIds: maybe(z.object({ OptionId: listed(text) })),
  OpitonIds: maybe(z.object({ OpitonId: listed(text) })),
})
const Click = Head.extend({
  FromUserName: StaffId,
  EventKey: filled,
  TaskId: filled,
  ResponseCode: filled,
  SelectedItems: maybe(z.object({ SelectedItem: listed(Selected) })),
})

/**
 * A colleague tapped a button, voted, chose from lists or used the menu of a template card. The card's task is the alert
 * it was sent for; other cards are not ours.
 */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.template_card_event', 'event.template_card_menu_event'],
  translate(message) {
    const click = Click.parse(message.fields)
    const alert = AlertId.safeParse(click.TaskId)
    if (!alert.success) return ofNoInterest
    const { FromUserName: staff, EventKey: key, ResponseCode: responseCode } = click
    const chosen = click.SelectedItems?.SelectedItem.map(({ QuestionKey, OptionIds, OpitonIds }) => [
      QuestionKey,
      OptionIds?.OptionId ?? OpitonIds?.OpitonId ?? [],
    ])
    return one({
      event: {
        ...eventBase(message, click.CreateTime),
        name: 'card.clicked',
        staff,
        key,
        alert: alert.data,
        responseCode,
        ...(chosen && { choices: Object.fromEntries(chosen) }),
      },
      claims: [],
      facts: {},
    })
  },
})
