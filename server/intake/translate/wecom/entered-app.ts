import { defineTranslator, ofNoInterest } from '../contract.ts'

/** A colleague opened the app, its menu or its chat: nothing the suite acts on. */
export default defineTranslator({
  platform: 'wecom',
  types: [
    'event.enter_agent',
    'event.subscribe',
    'event.unsubscribe',
    'event.click',
    'event.view',
    'event.LOCATION',
    'event.scancode_push',
    'event.scancode_waitmsg',
    'event.pic_sysphoto',
    'event.pic_photo_or_album',
    'event.pic_weixin',
    'event.location_select',
  ],
  translate: () => ofNoInterest,
})
