import { createBrowserRouter, Navigate } from 'react-router'
import { Frame } from './shell/frame.tsx'
import { PageBroken } from './shell/page-broken.tsx'
import { PageSkeleton } from './ui/states.tsx'

/** Every page is its own chunk: the first load brings the frame and the page that was asked for. */
export const router = createBrowserRouter(
  [
    {
      path: '/login',
      lazy: async () => ({ Component: (await import('./pages/session/login-page.tsx')).LoginPage }),
      errorElement: <PageBroken />,
      hydrateFallbackElement: <PageSkeleton />,
    },
    {
      path: '/',
      element: <Frame />,
      errorElement: <PageBroken />,
      hydrateFallbackElement: <PageSkeleton />,
      children: [
        {
          index: true,
          lazy: async () => ({ Component: (await import('./pages/overview/overview-page.tsx')).OverviewPage }),
        },
        { path: 'overview', element: <Navigate to="/" replace /> },
        {
          path: 'journeys',
          lazy: async () => ({ Component: (await import('./pages/journeys/journeys-page.tsx')).JourneysPage }),
        },
        {
          path: 'journeys/:id',
          lazy: async () => ({ Component: (await import('./pages/journeys/journey-page.tsx')).JourneyPage }),
        },
        {
          path: 'contacts',
          lazy: async () => ({ Component: (await import('./pages/contacts/contacts-page.tsx')).ContactsPage }),
        },
        {
          path: 'contacts/imports',
          lazy: async () => ({ Component: (await import('./pages/imports/imports-page.tsx')).ImportsPage }),
        },
        {
          path: 'contacts/imports/:id',
          lazy: async () => ({ Component: (await import('./pages/imports/import-page.tsx')).ImportOnePage }),
        },
        {
          path: 'contacts/conflicts',
          lazy: async () => ({ Component: (await import('./pages/merges/conflicts-page.tsx')).ConflictsPage }),
        },
        {
          path: 'contacts/tags',
          lazy: async () => ({ Component: (await import('./pages/tags/tags-page.tsx')).TagsPage }),
        },
        {
          path: 'contacts/lifecycle',
          lazy: async () => ({ Component: (await import('./pages/lifecycle/lifecycle-page.tsx')).LifecyclePage }),
        },
        {
          path: 'contacts/scores',
          lazy: async () => ({ Component: (await import('./pages/scores/scores-page.tsx')).ScoresPage }),
        },
        {
          path: 'contacts/segments',
          lazy: async () => ({ Component: (await import('./pages/segments/segments-page.tsx')).SegmentsPage }),
        },
        {
          path: 'contacts/segments/new',
          lazy: async () => ({ Component: (await import('./pages/segments/builder-page.tsx')).BuilderPage }),
        },
        {
          path: 'contacts/segments/:id',
          lazy: async () => ({ Component: (await import('./pages/segments/segment-page.tsx')).SegmentOnePage }),
        },
        {
          path: 'contacts/segments/:id/edit',
          lazy: async () => ({ Component: (await import('./pages/segments/builder-page.tsx')).BuilderPage }),
        },
        {
          path: 'contacts/:id',
          lazy: async () => ({ Component: (await import('./pages/contacts/contact-page.tsx')).ContactPage }),
        },
        { path: 'leads', lazy: async () => ({ Component: (await import('./pages/leads/leads-page.tsx')).LeadsPage }) },
        {
          path: 'leads/alerts',
          lazy: async () => ({ Component: (await import('./pages/leads/alerts-page.tsx')).AlertsPage }),
        },
        {
          path: 'leads/staff',
          lazy: async () => ({ Component: (await import('./pages/leads/staff-page.tsx')).StaffPage }),
        },
        { path: 'settings', element: <Navigate to="/settings/accounts" replace /> },
        {
          path: 'settings/accounts',
          lazy: async () => ({ Component: (await import('./pages/accounts/accounts-page.tsx')).AccountsPage }),
        },
        {
          path: 'settings/accounts/:id/menus',
          lazy: async () => ({ Component: (await import('./pages/menus/menus-page.tsx')).MenusPage }),
        },
        {
          path: 'settings/accounts/:id/kf',
          lazy: async () => ({ Component: (await import('./pages/kf/kf-page.tsx')).KfPage }),
        },
        {
          path: 'settings/data',
          lazy: async () => ({ Component: (await import('./pages/data/data-page.tsx')).DataPage }),
        },
        {
          path: 'settings/providers',
          lazy: async () => ({ Component: (await import('./pages/providers/providers-page.tsx')).ProvidersPage }),
        },
        {
          path: 'settings/inbox',
          lazy: async () => ({ Component: (await import('./pages/system/inbox-page.tsx')).InboxPage }),
        },
        {
          path: 'settings/outbox',
          lazy: async () => ({ Component: (await import('./pages/system/outbox-page.tsx')).OutboxPage }),
        },
        {
          path: 'settings/exchange',
          lazy: async () => ({ Component: (await import('./pages/exchange/exchange-page.tsx')).ExchangePage }),
        },
        {
          path: 'settings/quotas',
          lazy: async () => ({ Component: (await import('./pages/quotas/quotas-page.tsx')).QuotasPage }),
        },
        {
          path: 'settings/privacy',
          lazy: async () => ({ Component: (await import('./pages/privacy/privacy-page.tsx')).PrivacyPage }),
        },
        { path: '*', lazy: async () => ({ Component: (await import('./shell/not-found.tsx')).NotFound }) },
      ],
    },
  ],
  { basename: '/admin' },
)
