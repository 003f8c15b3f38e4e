import { z } from 'zod'
import { defineTranslator, filled } from '../contract.ts'

const Change = z.object({ Id: filled })

/** A tag or tag group of the company was made, renamed, deleted or moved in the console or the client. */
export default defineTranslator({
  platform: 'wecom',
  types: [
    'event.change_external_tag.create',
    'event.change_external_tag.update',
    'event.change_external_tag.delete',
    'event.change_external_tag.shuffle',
  ],
  translate: (message) => ({ kind: 'changed', change: { part: 'corp-tags', ids: [Change.parse(message.fields).Id] } }),
})
