import type { Contact } from '../contact.ts'
import type { ContactId } from '../ids.ts'
import { type Directory, emptyDirectory } from './contract.ts'
import type { History, Measure } from './history.ts'
import { type ReadLeaf, readLeaf } from './registry.ts'
import { nobody, ruleFilter } from './rule.ts'
import type { ConditionTree } from './tree.ts'

/** When a tree is asked, and what the company's directory says then. */
export type Moment = { now: Date; timeZone: string; directory?: Directory }
export type PersonQuestion = Moment & { contact: Contact; history: History }

/** Whether one person fits. A condition nobody can read fits nobody; lint keeps such trees from being published. */
export function matchesTree(tree: ConditionTree, person: PersonQuestion): boolean {
  switch (tree.kind) {
    case 'and':
      return tree.of.every((branch) => matchesTree(branch, person))
    case 'or':
      return tree.of.some((branch) => matchesTree(branch, person))
    case 'not':
      return !matchesTree(tree.of, person)
    case 'condition': {
      const leaf = readLeaf(tree)
      return leaf.ok && leaf.kind.matches({ ...person, ...askedIn(person), settings: leaf.settings })
    }
  }
}

export type FilterQuestion = Moment & {
  /** What the lookups of this tree found, by `lookupKey`. */
  found: ReadonlyMap<string, readonly ContactId[]>
}

/** The same rule as plain JSON in MongoDB's filter language on `contacts`. */
export function filterOf(tree: ConditionTree, question: FilterQuestion): Record<string, unknown> {
  switch (tree.kind) {
    case 'and':
      return tree.of.length === 0 ? {} : { $and: tree.of.map((branch) => filterOf(branch, question)) }
    case 'or':
      return tree.of.length === 0 ? ruleFilter(nobody) : { $or: tree.of.map((branch) => filterOf(branch, question)) }
    case 'not':
      return { $nor: [filterOf(tree.of, question)] }
    case 'condition': {
      const leaf = readLeaf(tree)
      if (!leaf.ok) return ruleFilter(nobody)
      const asked = { ...askedIn(question), settings: leaf.settings }
      const lookup = leaf.kind.lookup?.(asked)
      return leaf.kind.filter({ ...asked, found: lookup ? (question.found.get(lookupKey(lookup)) ?? []) : [] })
    }
  }
}

const askedIn = ({ now, timeZone, directory = emptyDirectory }: Moment) => ({ now, timeZone, directory })

export const lookupKey = (measure: Measure): string => JSON.stringify(measure)

/** What to measure before `filterOf`; also which rows of a person `matchesTree` reads. */
export function lookupsOf(tree: ConditionTree, moment: Moment): Measure[] {
  return leavesOf(tree).flatMap((leaf) =>
    leaf.ok && leaf.kind.lookup ? [leaf.kind.lookup({ ...askedIn(moment), settings: leaf.settings })] : [],
  )
}

/** Every single condition in the tree, read or with the reason why it can't be. */
export function leavesOf(tree: ConditionTree): ReadLeaf[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return tree.of.flatMap(leavesOf)
    case 'not':
      return leavesOf(tree.of)
    case 'condition':
      return [readLeaf(tree)]
  }
}

/** Whether a condition of the tree asks the company's directory, which must be read first then. */
export const asksDirectory = (tree: ConditionTree): boolean =>
  leavesOf(tree).some((leaf) => leaf.ok && leaf.kind.asksDirectory === true)

/** The tree read back in Chinese. */
export function treeText(tree: ConditionTree): string {
  switch (tree.kind) {
    case 'and':
      return tree.of.length === 0 ? '所有人' : tree.of.map(branchText).join('且')
    case 'or':
      return tree.of.length === 0 ? '没有人' : tree.of.map(branchText).join('或')
    case 'not':
      return `不满足（${treeText(tree.of)}）`
    case 'condition': {
      const leaf = readLeaf(tree)
      return leaf.ok ? leaf.kind.summary(leaf.settings) : `未知条件 ${tree.type}`
    }
  }
}

const branchText = (tree: ConditionTree): string =>
  (tree.kind === 'and' || tree.kind === 'or') && tree.of.length > 1 ? `（${treeText(tree)}）` : treeText(tree)
