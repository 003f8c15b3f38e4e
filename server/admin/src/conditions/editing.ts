import { createContext, useContext } from 'react'
import type { Known } from '../../../../shared/segment/lint.ts'
import type { Names } from '../../../../shared/segment/names.ts'
import type { ConditionTree } from '../../../../shared/segment/tree.ts'
import type { Joined, Path } from './tree-edit.ts'

/** One tree under edit, for the groups and rows that show it. One row is open at a time. */
export type Editing = {
  root: Joined
  known: Known
  names: Names
  open: Path | null
  setOpen: (path: Path | null) => void
  /** What changed, which row is open then, and where somebody who works by keys goes on. */
  change: (next: Joined, open: Path | null, focus?: string) => void
  remove: (path: Path, branch: ConditionTree) => void
  /** Ids of what can be focused, unique on the page. */
  idOf: (path: Path, part: 'add' | 'said') => string
}

export const EditingContext = createContext<Editing | null>(null)

export function useEditing(): Editing {
  const editing = useContext(EditingContext)
  if (editing === null) throw new Error('a condition is shown inside a ConditionEditor')
  return editing
}
