/**
 * A rule about one document, in the few words that conditions need: it is read for one document in memory
 * (`ruleHolds`) and in the database's own filter language (`ruleFilter`), and means the same in both. A path that
 * crosses a list asks whether any of its entries fits, as the database does.
 */
export type Scalar = string | number | boolean | null | Date
type Bound = string | number | Date
export type Rule =
  | { all: readonly Rule[] }
  | { any: readonly Rule[] }
  | { not: Rule }
  /** One of these; null also stands for what is not there. */
  | { at: string; is: readonly Scalar[] }
  /** Compared with its like only: a number with numbers, a moment with moments, a day or text with texts. */
  | { at: string; from?: Bound; above?: Bound; to?: Bound; below?: Bound }
  | { at: string; contains: string }
  | { at: string; startsWith: string }
  /** Ends in one of these. */
  | { at: string; endsIn: readonly string[] }
  | { at: string; exists: boolean }
  | { at: string; isList: boolean }
  /** One entry of the list fits the whole of it. */
  | { at: string; some: Rule }

export const everybody: Rule = { all: [] }
export const nobody: Rule = { any: [] }

export function ruleHolds(rule: Rule, document: unknown): boolean {
  if ('all' in rule) return rule.all.every((one) => ruleHolds(one, document))
  if ('any' in rule) return rule.any.some((one) => ruleHolds(one, document))
  if ('not' in rule) return !ruleHolds(rule.not, document)
  const path = rule.at.split('.')
  if ('some' in rule) {
    return foundAt(document, path).some(
      (found) => Array.isArray(found) && found.some((one) => ruleHolds(rule.some, one)),
    )
  }
  const found = foundAt(document, path)
  if ('exists' in rule) return found.length > 0 === rule.exists
  if ('isList' in rule) return found.some(Array.isArray) === rule.isList
  const values = found.flatMap((one): unknown[] => (Array.isArray(one) ? one : [one]))
  if ('is' in rule) {
    return rule.is.some(
      (wanted) => (wanted === null && found.length === 0) || values.some((one) => isSame(one, wanted)),
    )
  }
  if ('contains' in rule) return textsOf(values).some((text) => text.includes(rule.contains))
  if ('startsWith' in rule) return textsOf(values).some((text) => text.startsWith(rule.startsWith))
  if ('endsIn' in rule) return textsOf(values).some((text) => rule.endsIn.some((end) => text.endsWith(end)))
  const { from, above, to, below } = rule
  return (
    (from === undefined || values.some((one) => (order(one, from) ?? -1) >= 0)) &&
    (above === undefined || values.some((one) => (order(one, above) ?? -1) > 0)) &&
    (to === undefined || values.some((one) => (order(one, to) ?? 1) <= 0)) &&
    (below === undefined || values.some((one) => (order(one, below) ?? 1) < 0))
  )
}

/**
 * Fewer rules of which any must hold: those that differ only in what one field is become one. A database asked for fifty
 * pages by fifty rules reads each row fifty times.
 */
export function joinedRules(rules: readonly Rule[]): Rule[] {
  const flat = rules.map((rule) => leavesOf(rule))
  const whole = rules.filter((_, index) => flat[index] === null)
  let lists = flat.filter((leaves) => leaves !== null)
  const paths = new Set(lists.flat().flatMap((leaf) => ('is' in leaf ? [leaf.at] : [])))
  for (const path of paths) {
    const alike = new Map<string, { rest: Rule[]; is: Set<Scalar> }>()
    const others: Rule[][] = []
    for (const leaves of lists) {
      const [leaf, ...more] = leaves.filter((one) => 'is' in one && one.at === path)
      if (leaf === undefined || more.length > 0 || !('is' in leaf)) {
        others.push(leaves)
        continue
      }
      const rest = leaves.filter((one) => one !== leaf)
      const key = JSON.stringify(rest)
      const known = alike.get(key) ?? { rest, is: new Set() }
      for (const value of leaf.is) known.is.add(value)
      alike.set(key, known)
    }
    lists = [...others, ...[...alike.values()].map(({ rest, is }): Rule[] => [{ at: path, is: [...is] }, ...rest])]
  }
  return [...whole, ...lists.map((all): Rule => ({ all }))]
}

/** What must all hold; null when the rule is more than that. */
function leavesOf(rule: Rule): Rule[] | null {
  if (!('all' in rule)) return 'any' in rule || 'not' in rule ? null : [rule]
  const parts = rule.all.map(leavesOf)
  return parts.every((part) => part !== null) ? parts.flat() : null
}

export type Verdict = 'yes' | 'no' | 'maybe'

/** Whether the rule holds for a document of which some paths are not known yet. */
export function ruleVerdict(rule: Rule, document: unknown, unknown: ReadonlySet<string>): Verdict {
  if ('all' in rule) {
    let verdict: Verdict = 'yes'
    for (const one of rule.all) {
      const part = ruleVerdict(one, document, unknown)
      if (part === 'no') return 'no'
      if (part === 'maybe') verdict = 'maybe'
    }
    return verdict
  }
  if ('any' in rule) {
    let verdict: Verdict = 'no'
    for (const one of rule.any) {
      const part = ruleVerdict(one, document, unknown)
      if (part === 'yes') return 'yes'
      if (part === 'maybe') verdict = 'maybe'
    }
    return verdict
  }
  if ('not' in rule) {
    const verdict = ruleVerdict(rule.not, document, unknown)
    return verdict === 'maybe' ? 'maybe' : verdict === 'yes' ? 'no' : 'yes'
  }
  if (unknown.has(rule.at)) return 'maybe'
  return ruleHolds(rule, document) ? 'yes' : 'no'
}

/** The same rule as plain JSON in MongoDB's filter language. */
export function ruleFilter(rule: Rule): Record<string, unknown> {
  if ('all' in rule) return rule.all.length === 0 ? {} : { $and: rule.all.map(ruleFilter) }
  if ('any' in rule) return rule.any.length === 0 ? { _id: { $in: [] } } : { $or: rule.any.map(ruleFilter) }
  if ('not' in rule) return { $nor: [ruleFilter(rule.not)] }
  const { at } = rule
  if ('some' in rule) return { [at]: { $elemMatch: ruleFilter(rule.some) } }
  if ('exists' in rule) return { [at]: { $exists: rule.exists } }
  if ('isList' in rule) return { [at]: rule.isList ? { $type: 'array' } : { $not: { $type: 'array' } } }
  if ('is' in rule) return { [at]: rule.is.length === 1 ? { $eq: rule.is[0] } : { $in: rule.is } }
  if ('contains' in rule) return { [at]: { $regex: escaped(rule.contains) } }
  if ('startsWith' in rule) return { [at]: { $regex: `^${escaped(rule.startsWith)}` } }
  if ('endsIn' in rule) return { [at]: { $regex: `(${rule.endsIn.map(escaped).join('|')})$` } }
  const { from, above, to, below } = rule
  return {
    [at]: {
      ...(from === undefined ? {} : { $gte: from }),
      ...(above === undefined ? {} : { $gt: above }),
      ...(to === undefined ? {} : { $lte: to }),
      ...(below === undefined ? {} : { $lt: below }),
    },
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

/** What stands at a path; more than one value where it crosses a list, none where it leads nowhere. */
export function foundAt(document: unknown, path: readonly string[]): unknown[] {
  const [name, ...rest] = path
  if (name === undefined) return [document]
  if (Array.isArray(document)) return document.filter(isRecord).flatMap((one) => foundAt(one, path))
  if (!isRecord(document) || !Object.hasOwn(document, name)) return []
  const value = document[name]
  return value === undefined ? [] : foundAt(value, rest)
}

const isSame = (one: unknown, wanted: Scalar): boolean => (wanted === null ? one === null : order(one, wanted) === 0)

/** Negative, zero or positive; null when the two are not of one sort. */
export function order(one: unknown, other: unknown): number | null {
  if (one instanceof Date && other instanceof Date) return one.getTime() - other.getTime()
  if (typeof one === 'number' && typeof other === 'number') return one - other
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0
  if (typeof one === 'boolean' && typeof other === 'boolean') return Number(one) - Number(other)
  return null
}

const textsOf = (values: readonly unknown[]): string[] =>
  values.flatMap((one) => (typeof one === 'string' ? [one] : []))

/** Taken letter by letter: what somebody typed is never a pattern. */
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
