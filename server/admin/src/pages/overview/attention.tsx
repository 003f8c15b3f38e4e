import { Link } from 'react-router'
import type { Overview } from '../../../../../shared/api/system.ts'
import { count } from '../../ui/number.ts'

/** The server may name a page with or without the base the router stands on. */
export const pageOf = (link: string): string => {
  const path = link.replace(/^\/admin(?=\/|$)/, '')
  return path === '' ? '/' : path
}

export function Attention({ items }: { items: Overview['attention'] }) {
  if (items.length === 0)
    return <p className="quiet">没有需要处理的事。未知的回调、结果不明的发送和待验证的账号会列在这里。</p>
  return (
    <ul className="plain-list">
      {items.map((item) => (
        <li key={`${item.kind}:${item.link}`}>
          <Link to={pageOf(item.link)} className="attention">
            <span className="attention-text">{item.message}</span>
            <span className="attention-count">{count(item.count)} 项</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
