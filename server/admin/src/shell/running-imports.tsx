import { LoadingOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { ImportPage } from '../../../../shared/api/system.ts'
import { ask } from '../api.ts'

/** Work that goes on while one does something else; leads back to where it is followed. */
export function RunningImports() {
  const imports = useQuery({
    queryKey: ['/imports', 'running'],
    queryFn: () => ask({ path: '/imports' }, ImportPage),
    refetchInterval: ({ state }) => (state.data?.items.some((item) => item.state === 'running') ? 2_000 : 10_000),
  })
  const running = imports.data?.items.filter((item) => item.state === 'running') ?? []
  const first = running[0]
  if (first === undefined) return null
  return (
    <Link to="/contacts/imports" className="running">
      <LoadingOutlined />
      <span>
        正在导入 {Math.round(first.progress * 100)}%{running.length > 1 ? `，共 ${running.length} 个` : ''}
      </span>
    </Link>
  )
}
