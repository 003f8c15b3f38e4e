import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { told } from '../api.ts'

export function Bone({ width = '100%', height = 14 }: { width?: number | string; height?: number }) {
  return <span className="bone" style={{ width, height }} />
}

/** Grey lines in the shape of text. */
export function Bones({ lines = 4 }: { lines?: number }) {
  const widths = ['72%', '94%', '58%', '86%', '40%', '78%']
  return (
    <div className="bones" role="status" aria-label="正在加载">
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key, line) => (
        <Bone key={key} width={widths[line % widths.length] ?? '80%'} />
      ))}
    </div>
  )
}

export function PageSkeleton() {
  return (
    <div className="page">
      <div className="card card-padded">
        <Bones lines={6} />
      </div>
    </div>
  )
}

/** What failed, what to do, and the id to quote. */
export function Failed({ what, error, onRetry }: { what: string; error: unknown; onRetry?: (() => void) | undefined }) {
  const { message, requestId } = told(error)
  return (
    <div className="state" role="alert">
      <p className="state-title">{what}没有加载出来</p>
      <p className="state-text">{message}</p>
      {requestId !== null && (
        <p className="state-text">
          请求编号 <code className="code">{requestId}</code>
        </p>
      )}
      {onRetry !== undefined && <Button onClick={onRetry}>重试</Button>}
    </div>
  )
}

/** What this place is for, and one thing to do. */
export function Empty({ title, text, action }: { title: string; text: string; action?: ReactNode }) {
  return (
    <div className="state">
      <p className="state-title">{title}</p>
      <p className="state-text">{text}</p>
      {action}
    </div>
  )
}

type Asked<T> = Pick<UseQueryResult<T>, 'data' | 'error' | 'isPending' | 'refetch'>

/** Shows a query in whichever state it is: skeleton, failure with retry, or the thing itself. */
export function Loaded<T>({
  query,
  what,
  skeleton,
  children,
}: {
  query: Asked<T>
  what: string
  skeleton?: ReactNode
  children: (data: T) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.isPending) return skeleton ?? <Bones />
  return <Failed what={what} error={query.error} onRetry={() => void query.refetch()} />
}
