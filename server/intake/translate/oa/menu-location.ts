import { z } from 'zod'
import { MenuHead, menuTapped } from '../_menu.ts'
import { coordinate, defineTranslator, eventBase, text } from '../contract.ts'

const Chosen = MenuHead.extend({
  SendLocationInfo: z.object({
    Location_X: coordinate,
    Location_Y: coordinate,
    Label: text.optional(),
    Poiname: text.optional(),
  }),
})

/** A menu button let the follower choose a place: a tap, and a place as if the phone had reported it. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.location_select'],
  translate(message) {
    const { SendLocationInfo: chosen, ...head } = Chosen.parse(message.fields)
    const place = chosen.Poiname || chosen.Label
    const tap = menuTapped(message, head, { given: place ? { place } : {}, opensWindow: false })
    const { Location_X: latitude, Location_Y: longitude } = chosen
    const at = eventBase(message, head.CreateTime, 'place')
    const reported = { ...tap, event: { ...at, name: 'location.reported' as const, latitude, longitude } }
    return { kind: 'events', incoming: [tap, reported] }
  },
})
