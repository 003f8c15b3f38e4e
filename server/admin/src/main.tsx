import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { ApiFailure, onSessionLost } from './api.ts'
import { router } from './routes.tsx'
import './ui/style.css'
import { applyTokens, theme } from './ui/theme.ts'

const queries = new QueryClient({
  mutationCache: new MutationCache(),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      refetchOnWindowFocus: true,
      // A refusal stays a refusal; only silence and a server that is starting are worth another try.
      retry: (times, error) => times < 2 && error instanceof ApiFailure && (error.status === 0 || error.status === 503),
    },
  },
})

onSessionLost(() => queries.setQueryData(['session'], null))
applyTokens(document.documentElement)

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }}>
      <App component={false}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  </StrictMode>,
)
