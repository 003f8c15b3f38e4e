import { Button } from 'antd'
import { useEffect } from 'react'
import { useRouteError } from 'react-router'

/** A page that threw, or whose file is gone because a newer version was installed. */
export function PageBroken() {
  const error = useRouteError()
  useEffect(() => console.error('A page could not be shown.', error), [error])
  return (
    <div className="page">
      <div className="card state" role="alert">
        <p className="state-title">这个页面没有打开</p>
        <p className="state-text">可能是刚刚升级过系统，页面文件已更换。请刷新后再试。</p>
        <Button type="primary" onClick={() => window.location.reload()}>
          刷新页面
        </Button>
      </div>
    </div>
  )
}
