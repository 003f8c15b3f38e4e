import mongoose from 'mongoose'
import { z } from 'zod'
import { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Cipher } from './cipher.ts'

const Template = z.object({
  id: z.string(),
  title: z.string(),
  fields: z.array(z.object({ name: z.string(), label: z.string() })),
})
export type AccountTemplate = z.infer<typeof Template>
const TestResult = z.object({ ok: z.boolean(), message: z.string(), at: z.date() })
const SyncResult = z.object({ what: z.string(), at: z.date(), count: z.number(), problem: z.string().nullable() })

const shared = {
  name: z.string(),
  /** appid, or corpid for WeCom. */
  appId: z.string(),
  originalId: z.string().nullable(),
  agentId: z.string().nullable(),
  mode: z.enum(['safe', 'compatible', 'plain']),
  verifiedAt: z.date().nullable(),
  lastCallbackAt: z.date().nullable(),
  credentials: TestResult.nullable(),
  lastSync: SyncResult.nullable(),
  templates: z.array(Template),
  createdAt: z.date(),
}
/** A connected app. Its three secrets are sealed in one text and opened only here. */
const AccountDocument = z.object({
  _id: AccountId,
  kind: z.enum(['oa', 'mini', 'wecom']),
  ...shared,
  sealed: z.string(),
})
type AccountDocument = z.infer<typeof AccountDocument>

const Secrets = z.object({ appSecret: z.string(), token: z.string(), encodingAesKey: z.string() })
export type AccountSecrets = z.infer<typeof Secrets>
export type Account = Omit<AccountDocument, '_id' | 'sealed'> & { id: AccountId }
export type AccountWithSecrets = Account & { secrets: AccountSecrets }
export type NewAccountRecord = Pick<Account, 'id' | 'kind' | 'name' | 'appId' | 'originalId' | 'agentId' | 'mode'> & {
  secrets: AccountSecrets
  createdAt: Date
}

export const indexes = [
  { collection: 'accounts', spec: { kind: 1, appId: 1, agentId: 1 }, options: { unique: true } },
] as const

export function createAccountsStore(connection: mongoose.Connection, cipher: Cipher) {
  const accounts = connection.collection<AccountDocument>('accounts')
  const read = (document: unknown): AccountWithSecrets => {
    const { _id, sealed, ...rest } = AccountDocument.parse(document)
    return { ...rest, id: _id, secrets: Secrets.parse(JSON.parse(cipher.unseal(sealed))) }
  }
  const change = async (id: AccountId, fields: Partial<AccountDocument>) => {
    await accounts.updateOne({ _id: id }, { $set: fields })
  }

  return {
    async add({ id, secrets, ...given }: NewAccountRecord): Promise<void> {
      const empty = { verifiedAt: null, lastCallbackAt: null, credentials: null, lastSync: null, templates: [] }
      try {
        await accounts.insertOne({ _id: id, ...given, ...empty, sealed: cipher.seal(JSON.stringify(secrets)) })
      } catch (error) {
        if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 11000) throw error
        throw new Refusal({ code: 'account.exists', status: 409, message: '该账号已经连接过' })
      }
    },

    async get(id: string): Promise<AccountWithSecrets | null> {
      const document = await accounts.findOne({ _id: AccountId.parse(id) })
      return document === null ? null : read(document)
    },

    /** The oldest of that kind (and app, when named): with one account of a kind connected, the one. */
    async find(wanted: { kind: Account['kind']; appId?: string }): Promise<AccountWithSecrets | null> {
      const document = await accounts.findOne(wanted, { sort: { createdAt: 1 } })
      return document === null ? null : read(document)
    },

    async list(): Promise<Account[]> {
      const documents = await accounts.find({}).sort({ createdAt: 1 }).toArray()
      return documents.map((document) => {
        const { _id, sealed: _sealed, ...rest } = AccountDocument.parse(document)
        return { ...rest, id: _id }
      })
    },

    recordTest: (id: AccountId, credentials: z.infer<typeof TestResult>) => change(id, { credentials }),
    recordSync: (id: AccountId, lastSync: z.infer<typeof SyncResult>) => change(id, { lastSync }),
    recordTemplates: (id: AccountId, templates: AccountTemplate[]) => change(id, { templates }),
    recordVerification: (id: AccountId, at: Date) => change(id, { verifiedAt: at }),
    recordCallback: (id: AccountId, at: Date) => change(id, { lastCallbackAt: at }),
  }
}
export type AccountsStore = ReturnType<typeof createAccountsStore>
