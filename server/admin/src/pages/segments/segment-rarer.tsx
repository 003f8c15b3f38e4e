import { useQueryClient } from '@tanstack/react-query'
import { App, Modal } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { SegmentDetail } from '../../../../../shared/api/segments.ts'
import { addressOf, tell } from '../../api.ts'
import { useTold } from '../../ui/use-told.ts'
import { useMay } from '../session/use-may.ts'
import { SampleModal } from './sample-modal.tsx'
import { UseList } from './uses.tsx'

/** What is seldom done with a segment: kept as a list, put away, deleted. */
export function RarerActions({ segment }: { segment: SegmentDetail }) {
  const { id, name, state, usedBy } = segment
  const queries = useQueryClient()
  const navigate = useNavigate()
  const told = useTold()
  const may = useMay()
  const { modal } = App.useApp()
  const [blocked, setBlocked] = useState<'归档' | '删除' | null>(null)
  const [sampling, setSampling] = useState(false)

  const act = (failed: string, path: string, done: string) =>
    tell({ method: 'POST', path })
      .then(() => {
        told.done(done)
        return queries.invalidateQueries({ queryKey: ['/segments'] })
      })
      .catch((error: unknown) => told.failed(failed, error))
  const archive = () =>
    modal.confirm({
      title: `归档「${name}」？`,
      content: '归档后不再计算，客户不再进出，也不能被旅程或条件选用。之后可以恢复。',
      okText: '归档',
      cancelText: '取消',
      onOk: () => act('没有归档', `/segments/${id}/archive`, '已归档'),
    })
  const remove = () =>
    modal.confirm({
      title: `删除「${name}」？`,
      content: '人群和它的名单会被删除，不能找回。客户本身不受影响。',
      okText: '删除',
      okButtonProps: { danger: true },
      cancelText: '取消',
      onOk: () =>
        tell({ method: 'DELETE', path: `/segments/${id}` })
          .then(() => {
            told.done(`已删除「${name}」`)
            void navigate('/contacts/segments')
            queries.removeQueries({ queryKey: ['/segments', 'detail', id] })
            return queries.invalidateQueries({ queryKey: ['/segments', 'pages'] })
          })
          .catch((error: unknown) => told.failed('没有删除', error)),
    })
  /** Not begun while something would break by it: what uses it is shown instead. */
  const unlessUsed = (what: '归档' | '删除', go: () => void) => (usedBy.length > 0 ? setBlocked(what) : go())
  const exportPhones = () =>
    modal.confirm({
      title: '导出完整手机号？',
      content: '文件里会有每位客户的完整手机号。谁在什么时候导出会记入操作日志，请妥善保管文件。',
      okText: '导出',
      cancelText: '取消',
      onOk: () => window.location.assign(addressOf(`/segments/${id}/members.csv`, { phones: 'clear' })),
    })

  return (
    <p className="segment-rarer">
      {may.change && (
        <>
          <button type="button" className="link-button" onClick={() => setSampling(true)}>
            抽样或存为静态名单
          </button>
          {state === 'active' ? (
            <button type="button" className="link-button" onClick={() => unlessUsed('归档', archive)}>
              归档
            </button>
          ) : (
            <button
              type="button"
              className="link-button"
              onClick={() => void act('没有恢复', `/segments/${id}/restore`, '已恢复')}
            >
              恢复
            </button>
          )}
          <button type="button" className="link-button" onClick={() => unlessUsed('删除', remove)}>
            删除
          </button>
        </>
      )}
      {may.seePhones && (
        <button type="button" className="link-button" onClick={exportPhones}>
          导出完整手机号
        </button>
      )}
      {blocked !== null && (
        <Modal
          open
          title={`不能${blocked}「${name}」`}
          okText="知道了"
          cancelButtonProps={{ hidden: true }}
          onOk={() => setBlocked(null)}
          onCancel={() => setBlocked(null)}
        >
          <p>它正被下面这些使用，请先在那里去掉它：</p>
          <UseList uses={usedBy} />
        </Modal>
      )}
      {sampling && <SampleModal segment={segment} onClose={() => setSampling(false)} />}
    </p>
  )
}
