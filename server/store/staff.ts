import type mongoose from 'mongoose'
import { z } from 'zod'
import type { StaffMember } from '../../shared/api/staff.ts'
import { AccountId, StaffId } from '../../shared/ids.ts'

/** The company as WeCom knows it: departments with their leaders, members with their departments. */
export const DepartmentInput = z.object({ id: z.string(), name: z.string(), parent: z.string().nullable() })
export type DepartmentInput = z.infer<typeof DepartmentInput>
export const MemberInput = z.object({
  id: StaffId,
  name: z.string(),
  position: z.string().nullable(),
  /** Ids of departments. */
  departments: z.array(z.string()),
  leaderOf: z.array(z.string()),
  active: z.boolean(),
  /** Blind identity key of the member's phone (`phone:…`), so that a colleague in the mini-program is recognised. */
  phoneKey: z.string().nullable(),
})
export type MemberInput = z.infer<typeof MemberInput>

const MemberDocument = MemberInput.omit({ id: true }).extend({
  _id: StaffId,
  account: AccountId,
  syncedAt: z.coerce.date(),
})
type MemberDocument = z.infer<typeof MemberDocument>
const DepartmentDocument = z.object({
  /** `<account>:<department>` */
  _id: z.string(),
  account: AccountId,
  department: z.string(),
  name: z.string(),
  parent: z.string().nullable(),
})
type DepartmentDocument = z.infer<typeof DepartmentDocument>

export const indexes = [
  { collection: 'staff', spec: { account: 1 }, options: {} },
  { collection: 'staff', spec: { departments: 1 }, options: {} },
  { collection: 'staff', spec: { phoneKey: 1 }, options: {} },
  { collection: 'staff', spec: { name: 1 }, options: {} },
  { collection: 'departments', spec: { account: 1, department: 1 }, options: { unique: true } },
] as const

export type StaffProfile = StaffMember & { position: string | null }
export type StaffDiff = { added: StaffId[]; changed: StaffId[]; left: StaffId[] }

export function createStaffStore(connection: mongoose.Connection) {
  const members = connection.collection<MemberDocument>('staff')
  const departments = connection.collection<DepartmentDocument>('departments')

  const withNames = async (documents: readonly unknown[]): Promise<StaffProfile[]> => {
    const parsed = documents.map((document) => MemberDocument.parse(document))
    const ids = [...new Set(parsed.flatMap((member) => member.departments.map((id) => `${member.account}:${id}`)))]
    const named = await departments.find({ _id: { $in: ids } }).toArray()
    const names = new Map(named.map(({ _id, name }) => [_id, name]))
    return parsed.map((member) => ({
      id: member._id,
      name: member.name,
      position: member.position,
      departments: member.departments.map((id) => names.get(`${member.account}:${id}`) ?? id),
      leader: member.leaderOf.length > 0,
      active: member.active,
    }))
  }
  const read = async (filter: Record<string, unknown>) =>
    withNames(await members.find(filter).sort({ name: 1, _id: 1 }).toArray())

  return {
    list: () => read({}),

    async get(id: StaffId): Promise<StaffProfile | null> {
      const [found] = await read({ _id: id })
      return found ?? null
    },

    async getMany(ids: readonly StaffId[]): Promise<Map<StaffId, StaffProfile>> {
      if (ids.length === 0) return new Map()
      const found = await read({ _id: { $in: [...new Set(ids)] } })
      return new Map(found.map((member) => [member.id, member]))
    },

    async byPhoneKey(phoneKey: string): Promise<StaffProfile | null> {
      const [found] = await read({ phoneKey, active: true })
      return found ?? null
    },

    /** The departments that these apps of a company read, by the platform's ids. */
    async departmentsOf(accounts: readonly AccountId[]): Promise<{ id: string; name: string }[]> {
      const found = await departments
        .find({ account: { $in: [...accounts] } })
        .sort({ _id: 1 })
        .toArray()
      return found.map(({ department: id, name }) => ({ id, name }))
    },

    /** Members of this name or id, for a CRM's owner column; more than one when a name is not unique. */
    byName: (name: string) => read({ active: true, $or: [{ name }, { _id: name }] }),

    /** The active leader of the member's nearest department that has one; a leader answers to the department above. */
    async leaderOf(id: StaffId): Promise<StaffId | null> {
      const found = await members.findOne({ _id: id })
      if (found === null) return null
      const member = MemberDocument.parse(found)
      const [all, leaders] = await Promise.all([
        departments.find({ account: member.account }).toArray(),
        members.find({ account: member.account, active: true, 'leaderOf.0': { $exists: true } }).toArray(),
      ])
      const parents = new Map(all.map(({ department, parent }) => [department, parent]))
      const byDepartment = new Map<string, StaffId>()
      for (const leader of leaders) {
        for (const department of leader.leaderOf) if (leader._id !== id) byDepartment.set(department, leader._id)
      }
      for (const own of member.departments) {
        const seen = new Set<string>()
        for (let at: string | null = own; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
          seen.add(at)
          const leader = byDepartment.get(at)
          if (leader !== undefined) return leader
        }
      }
      return null
    },

    /** Makes the account's company exactly this. Who is missing stays by name but is no longer active. */
    async replaceAll(given: {
      account: AccountId
      departments: readonly DepartmentInput[]
      members: readonly MemberInput[]
      at: Date
    }): Promise<StaffDiff> {
      const { account, at } = given
      const before = await members.find({ account }).toArray()
      const known = new Map(before.map((document) => [document._id, MemberDocument.parse(document)]))
      const ids = new Set(given.members.map(({ id }) => id))
      const left = [...known.values()].filter(({ _id, active }) => active && !ids.has(_id)).map(({ _id }) => _id)
      const differs = (member: MemberInput) => {
        const { _id, account: _account, syncedAt: _syncedAt, ...old } = known.get(member.id) ?? { _id: null }
        return (
          JSON.stringify(MemberInput.parse({ ...old, id: member.id })) !== JSON.stringify(MemberInput.parse(member))
        )
      }
      const added = given.members.filter(({ id }) => !known.has(id)).map(({ id }) => id)
      const changed = given.members.filter((member) => known.has(member.id) && differs(member)).map(({ id }) => id)
      const places = given.departments.map(({ id, name, parent }) => ({
        replaceOne: {
          filter: { _id: `${account}:${id}` },
          replacement: { account, department: id, name, parent },
          upsert: true,
        },
      }))
      if (places.length > 0) await departments.bulkWrite(places)
      await departments.deleteMany({ account, department: { $nin: given.departments.map(({ id }) => id) } })
      const people = given.members.map(({ id, ...fields }) => ({
        replaceOne: { filter: { _id: id }, replacement: { ...fields, account, syncedAt: at }, upsert: true },
      }))
      if (people.length > 0) await members.bulkWrite(people)
      if (left.length > 0) await members.updateMany({ _id: { $in: left } }, { $set: { active: false, syncedAt: at } })
      return { added, changed, left }
    },
  }
}
export type StaffStore = ReturnType<typeof createStaffStore>
