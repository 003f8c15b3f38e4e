import { z } from 'zod'
import { MenuHead, menuTapped } from '../_menu.ts'
import { defineTranslator, one, text } from '../contract.ts'

const Scan = MenuHead.extend({ ScanCodeInfo: z.object({ ScanResult: text }) })

/** A menu button opened the scanner: any code, a ticket or a parcel's, not one of the account. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.scancode_push', 'event.scancode_waitmsg'],
  translate(message) {
    const { ScanCodeInfo, ...head } = Scan.parse(message.fields)
    return one(menuTapped(message, head, { given: { scanned: ScanCodeInfo.ScanResult }, opensWindow: true }))
  },
})
