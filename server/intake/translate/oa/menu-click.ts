import { MenuHead, menuTapped } from '../_menu.ts'
import { defineTranslator, one } from '../contract.ts'

export default defineTranslator({
  platform: 'oa',
  types: ['event.CLICK'],
  translate: (message) => one(menuTapped(message, MenuHead.parse(message.fields), { opensWindow: true })),
})
