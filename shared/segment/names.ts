import type { Known } from './lint.ts'

const gone: Readonly<Record<string, string>> = { sg: '已删除的人群', jn: '已删除的旅程' }

/** What things are called, for `withNames`: segments and journeys by their ids, members, departments and stages by word and id. */
export type Names = ReadonlyMap<string, string>

export function namesIn(known: Known, staff: readonly { id: string; name: string }[] = []): Names {
  const labels = (to: 'segment' | 'journey') => [...(known[to] ?? [])].map(([id, { label }]) => [id, label] as const)
  const departments = [...(known.department ?? [])].map(([id, { label }]) => [`部门「${id}」`, label] as const)
  const members = staff.map(({ id, name }) => [`员工「${id}」`, name] as const)
  const stages = [...(known.stage ?? [])].map(([key, { label }]) => [`阶段「${key}」`, label] as const)
  return new Map([...labels('segment'), ...labels('journey'), ...departments, ...stages, ...members])
}

/** Sentences name things by their ids, as settings do; whoever shows one knows what they are called. */
export const withNames = (text: string, names: Names): string =>
  text
    .replace(/(sg|jn)_[0-9a-z]+/g, (id, kind: string) => names.get(id) ?? gone[kind] ?? id)
    .replace(/(员工|部门|阶段)「[^」]+」/g, (said, word: string) => {
      const name = names.get(said)
      return name === undefined ? said : `${word}「${name}」`
    })

/** Whether a sentence names anything by an id: most do not, and nobody need ask for names then. */
export const namesById = (text: string): boolean => /(sg|jn)_[0-9a-z]|(员工|部门|阶段)「/.test(text)
