import type { ImportAccounts } from '../../shared/api/imports.ts'
import { usualPrecedence } from '../../shared/schema/precedence.ts'
import type { ImportNeeds } from '../identity/import-crm.ts'
import type { Vocabulary } from '../schema/vocabulary.ts'
import type { Stores } from './stores.ts'

/** The connected accounts whose openids and external users a file can name. */
export async function namedByFiles(accounts: Pick<Stores['accounts'], 'list'>): Promise<ImportAccounts> {
  const all = await accounts.list()
  const of = (kind: 'oa' | 'mini' | 'wecom') =>
    all.flatMap((account) => (account.kind === kind ? [{ id: account.appId, name: account.name }] : []))
  return { oa: of('oa'), mini: of('mini'), wecom: of('wecom') }
}

/** The attributes a column can become: those that are defined, and new ones as a person wants them. */
export function attributesForFiles(
  definitions: Pick<Stores['definitions'], 'attributes'>,
  vocabulary: { read(): Promise<Vocabulary>; forget(): void },
): ImportNeeds['attributes'] {
  return {
    list: async () => (await vocabulary.read()).attributes,
    async add(fields, at) {
      const usual = { shown: true, precedence: usualPrecedence, createdAt: at, archivedAt: null, system: false }
      for (const field of fields) await definitions.attributes.add({ ...field, ...usual })
      if (fields.length > 0) vocabulary.forget()
    },
  }
}
