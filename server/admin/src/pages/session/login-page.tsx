import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type SubmitEvent, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { z } from 'zod'
import { CurrentUser } from '../../../../../shared/api/system.ts'
import { ask, told } from '../../api.ts'
import { FormField } from '../../ui/form-field.tsx'

const Came = z.object({ from: z.string().startsWith('/') })

export function LoginPage() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const location = useLocation()
  const [name, setName] = useState('admin')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    ask({ method: 'POST', path: '/session', body: { name, password } }, CurrentUser)
      .then(async (user) => {
        queries.setQueryData(['session'], user)
        const came = Came.safeParse(location.state)
        await navigate(came.success ? came.data.from : '/', { replace: true })
      })
      .catch((error: unknown) => setProblem(told(error).message))
      .finally(() => setBusy(false))
  }

  return (
    <main className="login">
      <form className="login-card card" onSubmit={submit}>
        <h1 className="login-title">微路</h1>
        <p className="quiet login-intro">微信里的营销自动化。请用管理员账号登录。</p>
        <FormField label="账号" name="name">
          <Input id="name" value={name} autoComplete="username" onChange={(event) => setName(event.target.value)} />
        </FormField>
        <FormField label="密码" name="password" hint="第一次启动时显示在终端里，也可用环境变量 ADMIN_PASSWORD 指定。">
          <Input.Password
            id="password"
            value={password}
            autoFocus
            autoComplete="current-password"
            onChange={(event) => setPassword(event.target.value)}
          />
        </FormField>
        {problem !== null && (
          <p className="form-problem" role="alert">
            {problem}
          </p>
        )}
        <Button type="primary" htmlType="submit" block loading={busy} disabled={name === '' || password === ''}>
          登录
        </Button>
      </form>
    </main>
  )
}
