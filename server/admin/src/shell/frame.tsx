import { ApartmentOutlined, HomeOutlined, SettingOutlined, SolutionOutlined, TeamOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Navigate, NavLink, Outlet, useLocation } from 'react-router'
import { tell } from '../api.ts'
import { sessionQuery } from '../pages/session/session-query.ts'
import { Loaded, PageSkeleton } from '../ui/states.tsx'
import { useTold } from '../ui/use-told.ts'
import { PersonSearch } from './person-search.tsx'
import { RunningImports } from './running-imports.tsx'

const places = [
  { to: '/', label: '概览', icon: <HomeOutlined /> },
  { to: '/journeys', label: '旅程', icon: <ApartmentOutlined /> },
  { to: '/contacts', label: '人群与客户', icon: <TeamOutlined /> },
  { to: '/leads', label: '销售与线索', icon: <SolutionOutlined /> },
  { to: '/settings', label: '设置', icon: <SettingOutlined /> },
]

function Rail() {
  return (
    <nav className="rail" aria-label="主导航">
      <NavLink to="/" className="rail-mark" aria-label="微路">
        <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
          <rect width="32" height="32" rx="8" fill="var(--brand-text)" />
          <path d="M7 21c5 0 5-10 9-10s4 10 9 10" fill="none" stroke="white" strokeWidth="3" strokeLinecap="round" />
        </svg>
      </NavLink>
      {places.map((place) => (
        <NavLink key={place.to} to={place.to} end={place.to === '/'} className="rail-place">
          {place.icon}
          <span>{place.label}</span>
        </NavLink>
      ))}
    </nav>
  )
}

function Account({ name }: { name: string }) {
  const queries = useQueryClient()
  const told = useTold()
  const [leaving, setLeaving] = useState(false)
  const leave = () => {
    setLeaving(true)
    tell({ method: 'DELETE', path: '/session' })
      .then(() => {
        // The session stays in the cache, as nobody: whoever watches it must hear of the change.
        queries.setQueryData(sessionQuery.queryKey, null)
        queries.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionQuery.queryKey[0] })
      })
      .catch((error: unknown) => told.failed('没有退出', error))
      .finally(() => setLeaving(false))
  }
  return (
    <div className="account">
      <span className="account-name">{name}</span>
      <button type="button" className="link-button" onClick={leave} disabled={leaving}>
        退出
      </button>
    </div>
  )
}

/** Rail, top bar and the page inside; whoever is not logged in is sent to the login. */
export function Frame() {
  const session = useQuery(sessionQuery)
  const location = useLocation()
  if (session.data === null)
    return <Navigate to="/login" replace state={{ from: `${location.pathname}${location.search}` }} />
  return (
    <Loaded query={session} what="登录状态" skeleton={<PageSkeleton />}>
      {(user) => (
        <div className="frame">
          <Rail />
          <div className="frame-main">
            <header className="topbar">
              <PersonSearch />
              <div className="topbar-end">
                <RunningImports />
                <Account name={user?.name ?? ''} />
              </div>
            </header>
            <main className="content">
              <Suspense fallback={<PageSkeleton />}>
                <Outlet />
              </Suspense>
            </main>
          </div>
        </div>
      )}
    </Loaded>
  )
}
