import { z } from 'zod'
import { ContactId } from '../../shared/ids.ts'

/** Whose phone, mailbox or devices: the outbox holds this and never a number or an address. */
export const PersonAddress = z.object({ contact: ContactId })
