import type mongoose from 'mongoose'
import type { Directory } from '../../shared/segment/contract.ts'

type Department = { department: string; parent: string | null }
type Member = { _id: string; departments: string[] }
type PlatformTag = { name: string; group: string | null; gone: boolean }
type KeptTag = { _id: string; group: string | null }

/** What conditions ask of the company: who is in which department or below it, and which tags are in which group. */
export async function readDirectory(connection: mongoose.Connection): Promise<Directory> {
  const [departments, members, tags, kept] = await Promise.all([
    connection
      .collection<Department>('departments')
      .find({}, { projection: { department: 1, parent: 1 } })
      .toArray(),
    connection
      .collection<Member>('staff')
      .find({}, { projection: { departments: 1 } })
      .toArray(),
    connection
      .collection<PlatformTag>('platform_tags')
      .find({ group: { $ne: null }, gone: false }, { projection: { name: 1, group: 1 } })
      .toArray(),
    connection
      .collection<KeptTag>('tags')
      .find({ group: { $ne: null } }, { projection: { group: 1 } })
      .toArray(),
  ])
  const above = new Map(departments.map(({ department, parent }) => [department, parent]))
  const staff = new Map<string, string[]>()
  for (const { _id, departments: own } of members) {
    for (const department of new Set(own.flatMap((one) => upwards(one, above)))) {
      staff.set(department, [...(staff.get(department) ?? []), _id])
    }
  }
  const groups = new Map<string, Set<string>>()
  const named = [...tags, ...kept.map(({ _id, group }) => ({ name: _id, group }))]
  for (const { name, group } of named)
    if (group !== null) groups.set(group, new Set([...(groups.get(group) ?? []), name]))
  return { departments: staff, tagGroups: new Map([...groups].map(([group, own]) => [group, [...own]])) }
}

/** A department and those it is part of. */
function upwards(department: string, above: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = []
  for (let at: string | null = department; at !== null && !path.includes(at); at = above.get(at) ?? null) path.push(at)
  return path
}
