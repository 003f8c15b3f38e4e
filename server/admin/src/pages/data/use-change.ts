import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { ApiFailure, tell } from '../../api.ts'
import { useTold } from '../../ui/use-told.ts'

type Change = { method: 'POST' | 'PUT' | 'DELETE'; path: string; body?: unknown }

/** Changes a definition and reads the list again; what uses it is shown before it is archived. */
export function useChange(resource: string) {
  const queries = useQueryClient()
  const told = useTold()
  const { modal } = App.useApp()
  const [busy, setBusy] = useState(false)

  /** What is changed here can be named in conditions: the pickers of the next form call it as it is called now. */
  const readAgain = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: [resource] }),
      queries.invalidateQueries({ queryKey: ['/condition-choices'] }),
    ])

  const run = async (change: Change, words: { done: string; failed: string }): Promise<boolean> => {
    setBusy(true)
    try {
      await tell(change)
      told.done(words.done)
      await readAgain()
      return true
    } catch (error: unknown) {
      told.failed(words.failed, error)
      return false
    } finally {
      setBusy(false)
    }
  }

  const archive = (name: string, label: string) => {
    const path = `${resource}/${encodeURIComponent(name)}`
    const confirmed = (content: string) =>
      modal.confirm({
        title: `归档「${label}」？`,
        content,
        okText: '归档',
        cancelText: '取消',
        okButtonProps: { danger: true },
        onOk: () =>
          run({ method: 'DELETE', path: `${path}?confirm=1` }, { done: '已归档，可以随时恢复。', failed: '没有归档' }),
      })
    setBusy(true)
    tell({ method: 'DELETE', path })
      .then(() => {
        told.done('已归档，可以随时恢复。')
        return readAgain()
      })
      .catch((error: unknown) => {
        if (error instanceof ApiFailure && error.code === 'definition.in-use') confirmed(error.message)
        else told.failed('没有归档', error)
      })
      .finally(() => setBusy(false))
  }

  return { busy, run, archive }
}
