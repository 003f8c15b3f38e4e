import type { ReactNode } from 'react'
import { NavLink } from 'react-router'

export type Tab = { to: string; label: string }

/** The head of a page: title, what belongs beside it, and the pages next door. */
export function Page({
  title,
  tabs,
  actions,
  children,
}: {
  title: string
  tabs?: readonly Tab[]
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <div className="page">
      <header className="page-head">
        <h1 className="page-title">{title}</h1>
        {tabs !== undefined && (
          <nav className="tabs" aria-label={title}>
            {tabs.map((tab) => (
              <NavLink key={tab.to} to={tab.to} end className="tab">
                {tab.label}
              </NavLink>
            ))}
          </nav>
        )}
        <div className="page-actions">{actions}</div>
      </header>
      {children}
    </div>
  )
}

export function Card({ title, extra, children }: { title?: ReactNode; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      {title !== undefined && (
        <header className="card-head">
          <h2 className="card-title">{title}</h2>
          {extra !== undefined && <div className="card-extra">{extra}</div>}
        </header>
      )}
      <div className="card-body">{children}</div>
    </section>
  )
}
