import { z } from 'zod'
import { MenuHead, menuTapped } from '../_menu.ts'
import { defineTranslator, one, whole } from '../contract.ts'

const Photos = MenuHead.extend({ SendPicsInfo: z.object({ Count: whole }) })

/** A menu button took pictures. They follow as image messages of their own, and those open the window. */
export default defineTranslator({
  platform: 'oa',
  types: ['event.pic_sysphoto', 'event.pic_photo_or_album', 'event.pic_weixin'],
  translate(message) {
    const { SendPicsInfo, ...head } = Photos.parse(message.fields)
    return one(menuTapped(message, head, { given: { photos: SendPicsInfo.Count }, opensWindow: false }))
  },
})
