import { CopyOutlined, DeleteOutlined, PlusSquareOutlined } from '@ant-design/icons'
import type { ConditionTree } from '../../../../shared/segment/tree.ts'
import { useEditing } from './editing.ts'
import {
  conditionsIn,
  isFull,
  MOST_NESTED,
  negated,
  nestedIn,
  type Path,
  repeated,
  replaced,
  wrapped,
} from './tree-edit.ts'

/** 非, copy, a group around it, and away with it. */
export function RowTools({ branch, path, depth }: { branch: ConditionTree; path: Path; depth: number }) {
  const { root, change, remove } = useEditing()
  const negative = branch.kind === 'not'
  const inner = negative ? branch.of : branch
  const wrappable = inner.kind === 'condition' && inner.type !== '' && depth + nestedIn(branch) < MOST_NESTED
  return (
    <div className="cond-tools">
      <button
        type="button"
        className={`cond-not ${negative ? 'on' : ''}`}
        aria-pressed={negative}
        aria-label="取反"
        title="取反：不满足这一条的人"
        onClick={() => change(replaced(root, path, negated(branch)), null)}
      >
        非
      </button>
      {wrappable && (
        <button
          type="button"
          className="icon-button"
          aria-label="放进新的条件组"
          title="放进新的条件组"
          onClick={() => change(wrapped(root, path, 'or'), null)}
        >
          <PlusSquareOutlined />
        </button>
      )}
      {!isFull(root, conditionsIn(branch)) && (
        <button
          type="button"
          className="icon-button"
          aria-label="复制"
          title="复制一份"
          onClick={() => change(repeated(root, path), null)}
        >
          <CopyOutlined />
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={inner.kind === 'condition' ? '删除这一条' : '删除这一组'}
        title={inner.kind === 'condition' ? '删除这一条' : '删除这一组'}
        onClick={() => remove(path, branch)}
      >
        <DeleteOutlined />
      </button>
    </div>
  )
}
