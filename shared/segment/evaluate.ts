import type { Contact } from '../contact.ts'
import type { ContactId } from '../ids.ts'
import type { ActivityDay } from '../journey/contract.ts'
import type { ActivityLookup } from './contract.ts'
import { type ReadLeaf, readLeaf } from './registry.ts'
import type { ConditionTree } from './tree.ts'

export type PersonQuestion = { contact: Contact; activity: readonly ActivityDay[]; now: Date; timeZone: string }

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
      return leaf.ok && leaf.kind.matches({ ...person, settings: leaf.settings })
    }
  }
}

export type FilterQuestion = {
  now: Date
  timeZone: string
  /** What the lookups of this tree found, by `lookupKey`. */
  found: ReadonlyMap<string, readonly ContactId[]>
}

const nobody = { _id: { $in: [] } }

/** The same rule as plain JSON in MongoDB's filter language on `contacts`. */
export function filterOf(tree: ConditionTree, question: FilterQuestion): Record<string, unknown> {
  switch (tree.kind) {
    case 'and':
      return tree.of.length === 0 ? {} : { $and: tree.of.map((branch) => filterOf(branch, question)) }
    case 'or':
      return tree.of.length === 0 ? nobody : { $or: tree.of.map((branch) => filterOf(branch, question)) }
    case 'not':
      return { $nor: [filterOf(tree.of, question)] }
    case 'condition': {
      const leaf = readLeaf(tree)
      if (!leaf.ok) return nobody
      const { now, timeZone } = question
      const asked = leaf.kind.lookup?.({ settings: leaf.settings, now, timeZone })
      const found = asked ? (question.found.get(lookupKey(asked)) ?? []) : []
      return leaf.kind.filter({ settings: leaf.settings, now, timeZone, found })
    }
  }
}

export const lookupKey = ({ event, since, atLeast }: ActivityLookup): string => `${event} ${since} ${atLeast}`

/** The activity questions to answer before `filterOf`; also how far back `matchesTree` needs a person's activity. */
export function lookupsOf(tree: ConditionTree, moment: { now: Date; timeZone: string }): ActivityLookup[] {
  return leavesOf(tree).flatMap((leaf) =>
    leaf.ok && leaf.kind.lookup ? [leaf.kind.lookup({ ...moment, settings: leaf.settings })] : [],
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
  (tree.kind === 'and' || tree.kind === 'or') && tree.of.length > 1 ? `(${treeText(tree)})` : treeText(tree)
