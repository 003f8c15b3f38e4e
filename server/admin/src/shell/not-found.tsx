import { Button } from 'antd'
import { Link } from 'react-router'
import { Empty } from '../ui/states.tsx'

export function NotFound() {
  return (
    <div className="page">
      <div className="card">
        <Empty
          title="没有这个页面"
          text="链接可能已失效，或内容已被移走。"
          action={
            <Link to="/">
              <Button>回到概览</Button>
            </Link>
          }
        />
      </div>
    </div>
  )
}
