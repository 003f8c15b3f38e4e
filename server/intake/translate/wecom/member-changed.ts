import { z } from 'zod'
import { StaffId } from '../../../../shared/ids.ts'
import { defineTranslator } from '../contract.ts'

const Change = z.object({ UserID: StaffId, NewUserID: StaffId.optional() })

/** A member came, changed or left. Updates carry only the changed fields, so the member is read again. */
export default defineTranslator({
  platform: 'wecom',
  types: ['event.change_contact.create_user', 'event.change_contact.update_user', 'event.change_contact.delete_user'],
  translate(message) {
    const { UserID, NewUserID } = Change.parse(message.fields)
    const ids = NewUserID === undefined ? [UserID] : [UserID, NewUserID]
    return { kind: 'changed', change: { part: 'staff', ids } }
  },
})
