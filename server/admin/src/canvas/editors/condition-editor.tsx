import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Segmented } from 'antd'
import { useId } from 'react'
import type { Catalogue } from '../../../../../shared/api/journeys.ts'
import type { ConditionTree } from '../../../../../shared/segment/tree.ts'
import { fieldOf } from '../field.ts'
import { settingsFor } from '../field-values.ts'
import { conditionSentence } from '../sentence.ts'
import { useFormParts } from './form-parts.ts'
import { Pick } from './pick.tsx'
import { isJoined, type Joined, type Leaf, negated, replaced, storedTree, treeOf } from './tree.ts'

type Conditions = Catalogue['conditions']
type Offered = { conditions: Conditions }

function Rule({ leaf, conditions, onChange }: Offered & { leaf: Leaf; onChange: (leaf: Leaf) => void }) {
  const { SchemaForm } = useFormParts()
  const id = useId()
  const chosen = conditions.find((condition) => condition.type === leaf.type)
  return (
    <div className="rule">
      <Pick
        id={id}
        value={leaf.type === '' ? null : leaf.type}
        placeholder="选择条件"
        choices={conditions.map((condition) => ({ value: condition.type, label: condition.label }))}
        onChange={(type) => {
          const next = conditions.find((condition) => condition.type === type)
          if (next !== undefined) onChange({ kind: 'condition', type: next.type, settings: settingsFor(next.settings) })
        }}
      />
      {chosen !== undefined && hasMembers(chosen.settings) && (
        <SchemaForm
          field={fieldOf(chosen.settings, '')}
          value={leaf.settings}
          onChange={(settings) => onChange({ ...leaf, settings })}
        />
      )}
    </div>
  )
}

function hasMembers(schema: Record<string, unknown>): boolean {
  const field = fieldOf(schema, '')
  return field.kind !== 'group' || field.members.length > 0
}

function Row({
  tree,
  conditions,
  depth,
  onChange,
}: Offered & { tree: ConditionTree; depth: number; onChange: (tree: ConditionTree | null) => void }) {
  const inner = tree.kind === 'not' ? tree.of : tree
  const wrap = (next: ConditionTree) => onChange(tree.kind === 'not' ? { kind: 'not', of: next } : next)
  return (
    <div className="tree-row">
      <div className="tree-row-tools">
        <button
          type="button"
          className={`tree-not ${tree.kind === 'not' ? 'on' : ''}`}
          aria-pressed={tree.kind === 'not'}
          title="取反：不满足这一条"
          onClick={() => onChange(negated(tree))}
        >
          非
        </button>
        <button type="button" className="icon-button" aria-label="删除这一条" onClick={() => onChange(null)}>
          <DeleteOutlined />
        </button>
      </div>
      {inner.kind === 'condition' ? (
        <Rule leaf={inner} conditions={conditions} onChange={wrap} />
      ) : inner.kind === 'not' ? null : (
        <Group group={inner} conditions={conditions} depth={depth + 1} onChange={wrap} />
      )}
    </div>
  )
}

function Group({
  group,
  conditions,
  depth,
  onChange,
}: Offered & { group: Joined; depth: number; onChange: (group: Joined) => void }) {
  const add = (tree: ConditionTree) => onChange({ ...group, of: [...group.of, tree] })
  return (
    <div className={depth === 0 ? 'tree' : 'tree tree-inner'}>
      {group.of.length > 1 && (
        <Segmented<'and' | 'or'>
          size="small"
          value={group.kind}
          onChange={(kind) => onChange({ ...group, kind })}
          options={[
            { value: 'and', label: '且' },
            { value: 'or', label: '或' },
          ]}
        />
      )}
      {group.of.map((tree, at) => (
        <Row
          key={`row-${at.toString()}`}
          tree={tree}
          conditions={conditions}
          depth={depth}
          onChange={(next) => onChange(replaced(group, at, next))}
        />
      ))}
      <div className="tree-add">
        <Button size="small" icon={<PlusOutlined />} onClick={() => add({ kind: 'condition', type: '', settings: {} })}>
          条件
        </Button>
        {depth < 2 && (
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => add({ kind: group.kind === 'and' ? 'or' : 'and', of: [] })}
          >
            条件组
          </Button>
        )}
      </div>
    </div>
  )
}

/** 且 / 或 / 非 over single conditions, and the whole read back as one sentence. */
export function ConditionEditor({
  value,
  conditions,
  onChange,
}: Offered & { value: unknown; onChange: (tree: ConditionTree) => void }) {
  const tree = treeOf(value)
  const chosen = tree.of.length > 0 && tree.of.every((one) => isJoined(one) || one.kind === 'not' || one.type !== '')
  return (
    <div className="condition">
      <Group group={tree} conditions={conditions} depth={0} onChange={(next) => onChange(storedTree(next))} />
      <p className="condition-sentence">
        {tree.of.length === 0 ? '没有条件：所有人都满足。' : chosen ? conditionSentence(tree) : '请选择条件。'}
      </p>
    </div>
  )
}
