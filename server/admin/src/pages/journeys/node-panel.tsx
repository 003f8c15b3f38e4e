import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { Catalogue, Problem } from '../../../../../shared/api/journeys.ts'
import type { DrawnNode } from '../../canvas/edit.ts'
import { useFormWorld } from '../../canvas/editors/form-world.ts'
import { editors } from '../../canvas/editors/registry.ts'
import { SchemaForm } from '../../canvas/editors/schema-form.tsx'
import { namesOfWorld } from '../../canvas/editors/use-world.ts'
import { fieldOf } from '../../canvas/field.ts'
import { sentenceOf } from '../../canvas/sentence.ts'

type Props = {
  node: DrawnNode
  entry: boolean
  catalogue: Catalogue
  problems: readonly Problem[]
  onSet: (settings: Record<string, unknown>) => void
  onRemove: () => void
  onClose: () => void
}

/** The chosen node: its form, made from its own schema, and what is wrong with it. */
export function NodePanel({ node, entry, catalogue, problems, onSet, onRemove, onClose }: Props) {
  const kind = catalogue.nodes.find((one) => one.type === node.type)
  const world = useFormWorld()
  const Editor = editors[node.type]
  return (
    <aside className="panel" aria-label="节点设置">
      <header className="panel-head">
        <h2 className="panel-title">{kind?.label ?? node.type}</h2>
        <button type="button" className="icon-button" aria-label="收起" onClick={onClose}>
          <CloseOutlined />
        </button>
      </header>
      <p className="quiet small">{kind?.hint}</p>
      {problems.map((problem) => (
        <p
          key={`${problem.code}:${problem.message}`}
          className={problem.level === 'error' ? 'panel-error' : 'panel-warning'}
        >
          {problem.message}
        </p>
      ))}
      <div className="panel-form">
        {Editor !== undefined ? (
          <Editor value={node.settings} onChange={onSet} />
        ) : (
          <SchemaForm field={fieldOf(kind?.settings ?? {}, '设置')} value={node.settings} onChange={onSet} />
        )}
      </div>
      <p className="panel-sentence quiet small">
        {sentenceOf(node, catalogue, world.accounts, namesOfWorld(world)).text}
      </p>
      {entry ? (
        <p className="quiet small">这是旅程的入口。点左边的其他“触发”可以换一种触发方式。</p>
      ) : (
        <Button danger onClick={onRemove}>
          删除节点
        </Button>
      )}
    </aside>
  )
}
