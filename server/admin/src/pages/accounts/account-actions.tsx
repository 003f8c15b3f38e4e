import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { tell } from '../../api.ts'
import { useTold } from '../../ui/use-told.ts'

const stops = {
  oa: '粉丝同步、模板消息、客服消息和群发',
  mini: '小程序登录、订阅消息和模板同步',
  wecom: '员工提醒、欢迎语、侧边栏登录和客户同步',
} as const

/** What is seldom done to an account, each with what it stops said first. */
export function AccountActions({ account, onEdit }: { account: AccountSummary; onEdit: () => void }) {
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const told = useTold()
  const act = (method: 'POST' | 'DELETE', path: string, done: string) =>
    tell({ method, path: `/accounts/${account.id}${path}` })
      .then(() => {
        told.done(done)
        return queries.invalidateQueries({ queryKey: ['/accounts'] })
      })
      .catch((error: unknown) => told.failed('没有完成', error))
  const pause = () =>
    modal.confirm({
      title: `暂停「${account.name}」？`,
      content: `会停止：${stops[account.kind]}。暂停期间轮到的消息不会发出，也不会补发。平台推来的消息照常接收，恢复后自动重新同步。`,
      okText: '暂停',
      cancelText: '取消',
      onOk: () => act('POST', '/pause', '已暂停，最多 30 秒后全部停止。'),
    })
  const disconnect = () =>
    modal.confirm({
      title: `断开「${account.name}」？`,
      content: `会停止：${stops[account.kind]}，并且不再接收平台推来的消息；密钥会从服务器上删除。客户档案和历史记录保留，以后可以重新接入。`,
      okText: '断开',
      okButtonProps: { danger: true },
      cancelText: '取消',
      onOk: () => act('DELETE', '', '已断开。'),
    })
  const forward = () =>
    tell({ method: 'PUT', path: `/accounts/${account.id}`, body: { customerContact: true } })
      .then(() => {
        told.done('这个企业的客户和员工改由这个应用联系。')
        return queries.invalidateQueries({ queryKey: ['/accounts'] })
      })
      .catch((error: unknown) => told.failed('没有改成', error))
  return (
    <div className="account-more">
      <button type="button" className="link-button" onClick={onEdit}>
        修改资料、更换密钥
      </button>
      {account.kind === 'wecom' && !account.customerContact && (
        <button type="button" className="link-button" onClick={() => void forward()}>
          用这个应用联系客户
        </button>
      )}
      {account.status === 'paused' ? (
        <button
          type="button"
          className="link-button"
          onClick={() => void act('POST', '/resume', '已恢复，正在重新同步。')}
        >
          恢复
        </button>
      ) : (
        <button type="button" className="link-button" onClick={() => void pause()}>
          暂停
        </button>
      )}
      <button type="button" className="link-button" onClick={() => void disconnect()}>
        断开
      </button>
    </div>
  )
}
