import type mongoose from 'mongoose'
import type { IdentityNeeds } from '../../server/schema/outside-identity.ts'
import { createTakeRows } from '../../server/schema/take-rows.ts'
import { createVocabulary } from '../../server/schema/vocabulary.ts'
import { createDefinitionsStore, indexes as definitionIndexes } from '../../server/store/definitions.ts'
import { createObjectsStore, indexes as objectIndexes } from '../../server/store/objects.ts'
import { sealIdNumber } from '../../server/store/sealed-id-number.ts'
import { emailKey, sealPhone } from '../../server/store/sealed-phone.ts'
import type { Incoming } from '../../shared/incoming.ts'
import { cipher, type People } from './people.ts'

export const objectRowIndexes = [...definitionIndexes, ...objectIndexes]
const identities: IdentityNeeds = {
  sealPhone: (text) => sealPhone(cipher, text),
  emailKeyOf: (text) => emailKey(cipher, text),
  sealEmail: (text) => cipher.seal(text),
  sealIdNumber: (text) => sealIdNumber(cipher, text),
}

/** Objects, their definitions and the writer of their rows, over a real database; what is told of rows is given to `hear`. */
export function objectRowsOf(
  connection: mongoose.Connection,
  {
    contacts,
    now,
    hear = () => undefined,
  }: { contacts: People['contacts']; now: () => Date; hear?: (incoming: readonly Incoming[]) => void },
) {
  const definitions = createDefinitionsStore(connection)
  const objects = createObjectsStore(connection)
  const clock = { now }
  const rows = createTakeRows({
    ...{ vocabulary: createVocabulary({ definitions, machine: clock }), objects, contacts, identities, clock },
    timeZone: 'Asia/Shanghai',
    noteFields: async () => undefined,
    async acceptEvents(incoming) {
      hear(incoming)
      return { accepted: incoming.length, repeated: 0 }
    },
  })
  return { definitions, objects, rows, identities }
}
