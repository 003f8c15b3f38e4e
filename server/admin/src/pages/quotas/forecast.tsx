import { Link } from 'react-router'
import type { QuotaForecast } from '../../../../../shared/api/quotas.ts'
import { count } from '../../ui/number.ts'
import { Card } from '../../ui/page.tsx'

/** What will be sent until the platforms' midnight against what is left. */
export function Forecast({ items }: { items: readonly QuotaForecast[] }) {
  return (
    <Card title="今天还要发的">
      {items.length === 0 ? (
        <p className="quiet">今天没有等待发送的消息，也没有定时旅程要开始。</p>
      ) : (
        <>
          {items.map(({ label, warning }) =>
            warning === null ? null : (
              <p key={label} className="account-problem" role="alert">
                {warning}。
              </p>
            ),
          )}
          <div className="table-scroll">
            <table className="table table-inner" aria-label="今天还要发的">
              <thead>
                <tr>
                  <th scope="col">接口</th>
                  <th scope="col" className="numeric">
                    等待发送
                  </th>
                  <th scope="col" className="numeric">
                    定时旅程最多
                  </th>
                  <th scope="col" className="numeric">
                    剩余额度
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ label, waiting, planned, left, warning }) => (
                  <tr key={label}>
                    <td>{label}</td>
                    <td className="numeric">
                      <Link to="/settings/outbox?fate=waiting">{count(waiting)} 条</Link>
                    </td>
                    <td className="numeric">{count(planned)} 条</td>
                    <td className={`numeric ${warning === null ? '' : 'bad'}`}>
                      {left === null ? '未知' : `${count(left)} 条`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Card>
  )
}
