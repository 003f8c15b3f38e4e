import mongoose from 'mongoose'
import { z } from 'zod'
import { OaType } from '../../shared/account-rights.ts'
import { AccountStatus } from '../../shared/api/accounts.ts'
import { AccountId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { Cipher } from './cipher.ts'

const Template = z.object({
  id: z.string(),
  title: z.string(),
  fields: z.array(z.object({ name: z.string(), label: z.string() })),
  /** notice: of an Official Account's subscription notices, which are another list than its template messages. */
  sort: z.enum(['message', 'notice']).default('message'),
})
export type AccountTemplate = z.infer<typeof Template>
const TestResult = z.object({
  ok: z.boolean(),
  message: z.string(),
  at: z.date(),
  /** Our own address as the platform named it when it refused it. */
  ip: z.string().nullable().default(null),
})
/** A request for this account that was turned away at the door. */
const RefusedRequest = z.object({ at: z.date(), what: z.enum(['verification', 'callback']), why: z.string() })
export type RefusedRequest = z.infer<typeof RefusedRequest>
const SyncResult = z.object({ what: z.string(), at: z.date(), count: z.number(), problem: z.string().nullable() })

const shared = {
  name: z.string(),
  /** appid, or corpid for WeCom. */
  appId: z.string(),
  originalId: z.string().nullable(),
  agentId: z.string().nullable(),
  mode: z.enum(['safe', 'compatible', 'plain']),
  type: OaType.nullable().default(null),
  certified: z.boolean().default(true),
  /** WeCom: the one app of its company that deals with customers and staff; others only speak for themselves. */
  customerContact: z.boolean().default(true),
  /** WeCom: what stands before the userids of its members, see `staffIdOf`; empty for the company connected first. */
  staffScope: z.string().default(''),
  /** Paused: takes callbacks, calls nothing. Disconnected: takes nothing; kept because its people and messages name it. */
  status: AccountStatus.default('active'),
  lastRefusal: RefusedRequest.nullable().default(null),
  verifiedAt: z.date().nullable(),
  lastCallbackAt: z.date().nullable(),
  /** When something the platform sealed was last opened with the keys of now. */
  keyProvenAt: z.date().nullable().default(null),
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

const Keys = z.object({ token: z.string(), encodingAesKey: z.string() })
const Secrets = Keys.extend({
  appSecret: z.string(),
  /** The callback keys before these: the platform uses them until somebody has put the new ones into its console. */
  previous: Keys.nullable().default(null),
})
export type AccountSecrets = z.infer<typeof Secrets>
type Keys = z.infer<typeof Keys>
export type Account = Omit<AccountDocument, '_id' | 'sealed'> & { id: AccountId }
export type AccountWithSecrets = Account & { secrets: AccountSecrets }
export type NewAccountRecord = Pick<
  Account,
  | 'id'
  | 'kind'
  | 'name'
  | 'appId'
  | 'originalId'
  | 'agentId'
  | 'mode'
  | 'type'
  | 'certified'
  | 'customerContact'
  | 'staffScope'
> & { secrets: Keys & { appSecret: string }; createdAt: Date }
export type AccountEdit = Partial<
  Pick<
    Account,
    'name' | 'appId' | 'agentId' | 'originalId' | 'mode' | 'type' | 'certified' | 'customerContact' | 'status'
  >
>

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

  const sealed = (secrets: z.input<typeof Secrets>) => cipher.seal(JSON.stringify(Secrets.parse(secrets)))
  const unlessTaken = async <T>(write: () => Promise<T>): Promise<T> => {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 11000) throw error
      throw new Refusal({ code: 'account.exists', status: 409, message: '这个账号已经接入，请在账号列表里找到它' })
    }
  }
  const open = async (document: unknown) => (document === null ? null : read(document))

  return {
    /** An app that was disconnected comes back under the id it had: its people and messages name it. */
    async add({ id, secrets, ...given }: NewAccountRecord): Promise<AccountId> {
      const { kind, appId, agentId } = given
      const fresh = { ...untold, ...given, status: 'active' as const, sealed: sealed(secrets) }
      const back = await accounts.findOneAndUpdate(
        { kind, appId, agentId, status: 'disconnected' },
        { $set: { ...fresh, createdAt: given.createdAt } },
      )
      if (back !== null) return AccountId.parse(back._id)
      await unlessTaken(() => accounts.insertOne({ _id: id, ...fresh }))
      return id
    },

    /** Also one that is paused or was disconnected. */
    async get(id: string): Promise<AccountWithSecrets | null> {
      return open(await accounts.findOne({ _id: AccountId.parse(id) }))
    },

    /** One that may be called: the oldest of that kind, and of that app when it is named. */
    async find(wanted: { kind: Account['kind']; appId?: string }): Promise<AccountWithSecrets | null> {
      return open(await accounts.findOne({ ...wanted, ...inUse }, { sort: { createdAt: 1 } }))
    },

    /** The app through which a company is spoken with: the one for customers before the others. */
    async findCompany(scope: string): Promise<AccountWithSecrets | null> {
      const apps = await accounts
        .find({ kind: 'wecom', ...inUse })
        .sort({ createdAt: 1 })
        .toArray()
      const own = apps.map(read).filter(({ staffScope }) => staffScope === scope)
      return own.find(({ customerContact }) => customerContact) ?? own[0] ?? null
    },

    /** Every WeCom app there ever was, the oldest first. */
    async companies(): Promise<Pick<Account, 'appId' | 'staffScope' | 'customerContact' | 'status'>[]> {
      const documents = await accounts.find({ kind: 'wecom' }).sort({ createdAt: 1 }).toArray()
      return documents.map((document) => AccountDocument.parse(document))
    },

    /** Every account that was not disconnected. */
    async list(): Promise<Account[]> {
      const documents = await accounts
        .find({ status: { $ne: 'disconnected' } })
        .sort({ createdAt: 1 })
        .toArray()
      return documents.map((document) => {
        const { _id, sealed: _sealed, ...rest } = AccountDocument.parse(document)
        return { ...rest, id: _id }
      })
    },

    async edit(id: AccountId, fields: AccountEdit): Promise<void> {
      const document = await accounts.findOne({ _id: id })
      if (document === null) return
      const { kind, appId, agentId } = { ...AccountDocument.parse(document), ...fields }
      const before = await accounts.findOne({ kind, appId, agentId, status: 'disconnected', _id: { $ne: id } })
      if (before !== null) {
        throw new Refusal({
          code: 'account.was-here',
          status: 409,
          message: '这个账号以前接入过，客户和记录还留着。请断开现在这个，再用它的资料重新接入，就会接着用原来的。',
        })
      }
      await unlessTaken(() => accounts.updateOne({ _id: id }, { $set: fields }))
    },

    /** Every other app of the company: one of them at most deals with customers. */
    async leaveCustomersTo(id: AccountId, corpId: string): Promise<void> {
      await accounts.updateMany(
        { kind: 'wecom', appId: corpId, _id: { $ne: id } },
        { $set: { customerContact: false } },
      )
    },

    /** Guarded by what was read: of two who change them at once one is told to look again. */
    async changeSecrets(
      id: AccountId,
      next: (now: AccountSecrets) => AccountSecrets,
      fields: AccountEdit & { verifiedAt?: null; keyProvenAt?: null } = {},
    ) {
      const document = await accounts.findOne({ _id: id })
      if (document === null) return
      const written = await accounts.updateOne(
        { _id: id, sealed: document.sealed },
        { $set: { ...fields, sealed: sealed(next(read(document).secrets)) } },
      )
      if (written.matchedCount === 1) return
      throw new Refusal({ code: 'account.changed', status: 409, message: '账号刚刚被别人修改过，请刷新后再试' })
    },

    recordTest: (id: AccountId, credentials: z.input<typeof TestResult>) =>
      change(id, { credentials: TestResult.parse(credentials) }),
    recordSync: (id: AccountId, lastSync: z.infer<typeof SyncResult>) => change(id, { lastSync }),
    recordTemplates: (id: AccountId, templates: AccountTemplate[]) => change(id, { templates }),
    /** `opened`: it came sealed, and the keys of now opened it. */
    recordVerification: (id: AccountId, at: Date, { opened }: { opened: boolean }) =>
      change(id, { verifiedAt: at, lastRefusal: null, ...(opened && { keyProvenAt: at }) }),
    recordCallback: (id: AccountId, at: Date, { opened }: { opened: boolean }) =>
      change(id, { lastCallbackAt: at, ...(opened && { keyProvenAt: at }) }),
    recordRefusal: (id: AccountId, lastRefusal: RefusedRequest) => change(id, { lastRefusal }),
  }
}
export type AccountsStore = ReturnType<typeof createAccountsStore>

const untold = {
  verifiedAt: null,
  lastCallbackAt: null,
  keyProvenAt: null,
  lastRefusal: null,
  credentials: null,
  lastSync: null,
  templates: [],
}
/** Absent in rows of an older version, which all are active. */
const inUse = { status: { $nin: ['paused' as const, 'disconnected' as const] } }
