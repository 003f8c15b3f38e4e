import { CheckCircleOutlined, CloseOutlined, ExclamationCircleOutlined } from '@ant-design/icons'
import type { Problem } from '../../../../../shared/api/journeys.ts'
import type { NodeId } from '../../../../../shared/ids.ts'

type Props = {
  problems: readonly Problem[]
  open: boolean
  onOpen: (open: boolean) => void
  onJump: (node: NodeId) => void
}

/** What is wrong with the draft; a line jumps to its node. */
export function ProblemList({ problems, open, onOpen, onJump }: Props) {
  const errors = problems.filter((problem) => problem.level === 'error').length
  const warnings = problems.length - errors
  if (problems.length === 0)
    return (
      <div className="problems problems-none">
        <CheckCircleOutlined /> 没有问题
      </div>
    )
  const summary = [errors > 0 ? `${errors} 个问题` : '', warnings > 0 ? `${warnings} 个提醒` : '']
    .filter(Boolean)
    .join('，')
  if (!open)
    return (
      <button
        type="button"
        className={`problems problems-closed ${errors > 0 ? 'bad' : 'warn-text'}`}
        onClick={() => onOpen(true)}
      >
        <ExclamationCircleOutlined /> {summary}
      </button>
    )
  return (
    <section className="problems problems-open" aria-label="问题列表">
      <header className="problems-head">
        <strong>{summary}</strong>
        <button type="button" className="icon-button" aria-label="收起" onClick={() => onOpen(false)}>
          <CloseOutlined />
        </button>
      </header>
      <ul className="plain-list">
        {problems.map((problem) => {
          const { node } = problem
          const tone = problem.level === 'error' ? 'problem-error' : 'problem-warning'
          return (
            <li key={`${problem.code}:${node ?? ''}:${problem.message}`}>
              {node === null ? (
                <p className={`problem ${tone}`}>{problem.message}</p>
              ) : (
                <button type="button" className={`problem ${tone}`} onClick={() => onJump(node)}>
                  {problem.message}
                </button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
