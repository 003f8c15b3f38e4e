import { PlusOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import type { ReactNode } from 'react'
import type { ConditionTree } from '../../../../shared/segment/tree.ts'
import { useEditing } from './editing.ts'
import { LeafRow } from './leaf-row.tsx'
import { RowTools } from './row-tools.tsx'
import { added, emptyLeaf, isFull, isJoined, type Joined, MOST_NESTED, type Path, replaced } from './tree-edit.ts'

const joining = { and: '以下条件都满足', or: '满足以下任意一条' }
const refusing = { and: '不是“以下条件都满足”', or: '以下条件一条也不满足' }
const kindChoices: { value: Joined['kind']; label: string }[] = [
  { value: 'and', label: '且' },
  { value: 'or', label: '或' },
]

/** Conditions and groups that are joined by 且 or 或. */
export function ConditionGroup({
  group,
  path,
  depth,
  tools,
  negative = false,
}: {
  group: Joined
  path: Path
  depth: number
  tools?: ReactNode
  negative?: boolean
}) {
  const { root, change, idOf } = useEditing()
  const full = isFull(root)
  const add = (branch: ConditionTree, within: Path) =>
    change(added(root, path, branch), [...path, group.of.length, ...within])
  const words = (negative ? refusing : joining)[group.kind]
  return (
    <fieldset className="cond-group" aria-label={words}>
      <div className="cond-group-head">
        <Segmented<Joined['kind']>
          size="small"
          value={group.kind}
          options={kindChoices}
          onChange={(kind) => change(replaced(root, path, { ...group, kind }), null)}
        />
        <span className="quiet small cond-group-words">{words}</span>
        {tools}
      </div>
      {group.of.length > 0 && (
        <ul className={`cond-rows ${group.kind}`}>
          {group.of.map((branch, at) => (
            <ConditionRow key={`row-${at.toString()}`} branch={branch} path={[...path, at]} depth={depth} />
          ))}
        </ul>
      )}
      <div className="cond-add">
        <Button
          id={idOf(path, 'add')}
          size="small"
          icon={<PlusOutlined />}
          aria-label="添加条件"
          disabled={full}
          onClick={() => add(emptyLeaf, [])}
        >
          条件
        </Button>
        {depth < MOST_NESTED && (
          <Button
            size="small"
            icon={<PlusOutlined />}
            aria-label="添加条件组"
            disabled={full}
            onClick={() => add({ kind: group.kind === 'and' ? 'or' : 'and', of: [emptyLeaf] }, [0])}
          >
            条件组
          </Button>
        )}
        {full && <span className="quiet small">一个人群最多 100 个条件</span>}
      </div>
    </fieldset>
  )
}

/** One branch of a group: a condition, or a group inside, either of them perhaps turned to its opposite. */
function ConditionRow({ branch, path, depth }: { branch: ConditionTree; path: Path; depth: number }) {
  const inner = branch.kind === 'not' ? branch.of : branch
  const within = branch.kind === 'not' ? [...path, 0] : path
  if (isJoined(inner)) {
    return (
      <li className="cond-row inner">
        <ConditionGroup
          group={inner}
          path={within}
          depth={depth + 1}
          tools={<RowTools branch={branch} path={path} depth={depth} />}
          negative={branch.kind === 'not'}
        />
      </li>
    )
  }
  return inner.kind === 'condition' ? (
    <LeafRow branch={branch} leaf={inner} path={path} within={within} depth={depth} />
  ) : null
}
