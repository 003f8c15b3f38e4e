import type { ConditionTree } from '../../../../shared/segment/tree.ts'
import { useFormParts } from '../canvas/editors/form-parts.ts'
import { useFormWorld } from '../canvas/editors/form-world.ts'
import { fieldOf } from '../canvas/field.ts'
import { useEditing } from './editing.ts'
import { KindPicker } from './kind-picker.tsx'
import { leafProblem, leafWords } from './leaf-words.ts'
import { RowTools } from './row-tools.tsx'
import { type Leaf, type Path, replaced, samePath } from './tree-edit.ts'

/** A condition as a line that says what it asks; opened, its form. */
export function LeafRow({
  branch,
  leaf,
  path,
  within,
  depth,
}: {
  branch: ConditionTree
  leaf: Leaf
  path: Path
  within: Path
  depth: number
}) {
  const { root, known, names, open, setOpen, change, idOf } = useEditing()
  const { catalogue } = useFormWorld()
  const isOpen = open !== null && samePath(open, within)
  const problem = leafProblem(leaf, catalogue.conditions, known)
  const said = leafWords(leaf, catalogue.conditions, names)
  const id = idOf(path, 'said')
  const wrong = problem !== null && !problem.unfinished
  return (
    <li className={`cond-row ${isOpen ? 'open' : ''} ${wrong ? 'wrong' : ''}`}>
      <div className="cond-line">
        <button
          type="button"
          id={id}
          className="cond-said"
          aria-expanded={isOpen}
          {...(problem === null ? {} : { 'aria-describedby': `${id}-problem` })}
          onClick={() => setOpen(isOpen ? null : within)}
        >
          {branch.kind === 'not' && <span className="cond-not-word">不满足</span>}
          <span className={leaf.type === '' ? 'cond-none' : ''}>{said}</span>
        </button>
        <RowTools branch={branch} path={path} depth={depth} />
      </div>
      {problem !== null && (
        <p id={`${id}-problem`} className={`cond-problem ${problem.unfinished ? 'unfinished' : ''}`}>
          {problem.message}
        </p>
      )}
      {isOpen && (
        <div className="cond-form">
          <KindPicker key={leaf.type} leaf={leaf} onChange={(next) => change(replaced(root, within, next), within)} />
          <LeafForm leaf={leaf} onChange={(next) => change(replaced(root, within, next), within)} />
        </div>
      )}
    </li>
  )
}

function LeafForm({ leaf, onChange }: { leaf: Leaf; onChange: (leaf: Leaf) => void }) {
  const { SchemaForm } = useFormParts()
  const { catalogue } = useFormWorld()
  const kind = catalogue.conditions.find(({ type }) => type === leaf.type)
  if (kind === undefined) return null
  return (
    <SchemaForm
      field={fieldOf(kind.settings, '')}
      value={leaf.settings}
      onChange={(settings) => onChange({ ...leaf, settings })}
    />
  )
}
