import { useEffect, useId, useMemo, useState } from 'react'
import { knownIn } from '../../../../shared/api/condition-choices.ts'
import type { ConditionTree } from '../../../../shared/segment/tree.ts'
import { noChoices, useFormWorld } from '../canvas/editors/form-world.ts'
import { namesOfWorld } from '../canvas/editors/use-world.ts'
import { conditionSentence } from '../canvas/sentence.ts'
import { ConditionGroup } from './condition-group.tsx'
import { type Editing, EditingContext } from './editing.ts'
import { leafWords } from './leaf-words.ts'
import { isJoined, type Path, removed, storedTree, treeOf } from './tree-edit.ts'
import './conditions.css'

/** What is wrong is shown where it stands: whoever lists problems leads there by this. */
export type Shown = { open: Path | null; setOpen: (path: Path | null) => void }

type Props = {
  value: unknown
  onChange: (tree: ConditionTree) => void
  /** A page of its own: the sentence stands beside the tree, and what was deleted can be taken back there. */
  roomy?: { shown: Shown; onRemoved: (said: string) => void }
}

/** 且 / 或 / 非 over single conditions: each a line that says what it asks, opened to be changed. */
export function ConditionEditor({ value, onChange, roomy }: Props) {
  const world = useFormWorld()
  const prefix = useId()
  const root = useMemo(() => treeOf(value), [value])
  const names = useMemo(() => namesOfWorld(world), [world])
  const known = useMemo(() => (world.choices === noChoices ? {} : knownIn(world.choices)), [world.choices])
  const [ownOpen, setOwnOpen] = useState<Path | null>(null)
  const [focus, setFocus] = useState<string | null>(null)
  const { open, setOpen } = roomy?.shown ?? { open: ownOpen, setOpen: setOwnOpen }

  useEffect(() => {
    if (focus === null) return
    document.getElementById(focus)?.focus()
    setFocus(null)
  }, [focus])

  const idOf: Editing['idOf'] = (path, part) => `${prefix}-${part}-${path.join('-')}`
  const change: Editing['change'] = (next, opened, focused) => {
    onChange(storedTree(next))
    setOpen(opened)
    if (focused !== undefined) setFocus(focused)
  }
  const remove: Editing['remove'] = (path, branch) => {
    const group = path.slice(0, -1)
    change(removed(root, path), null, idOf(group, 'add'))
    roomy?.onRemoved(wordsOf(branch))
  }
  const wordsOf = (branch: ConditionTree): string => {
    const inner = branch.kind === 'not' ? branch.of : branch
    if (isJoined(inner)) return `一组条件（${inner.of.length} 条）`
    return inner.kind === 'condition' ? leafWords(inner, world.catalogue.conditions, names) : '条件'
  }
  const sentence = root.of.length === 0 ? '没有条件：所有人都满足。' : conditionSentence(root, names)
  return (
    <EditingContext value={{ root, known, names, open, setOpen, change, remove, idOf }}>
      <div className={`conditions ${roomy === undefined ? '' : 'roomy'}`}>
        <ConditionGroup group={root} path={[]} depth={1} />
        {roomy === undefined && <p className="condition-sentence">{sentence}</p>}
      </div>
    </EditingContext>
  )
}
