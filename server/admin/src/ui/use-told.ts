import { App } from 'antd'
import { told } from '../api.ts'

/** Short words after something was done, or why it was not. */
export function useTold() {
  const { message } = App.useApp()
  return {
    done: (text: string) => void message.success(text),
    refused: (text: string) => void message.warning({ content: text, duration: 5 }),
    failed: (what: string, error: unknown) => {
      const { message: why, requestId } = told(error)
      void message.error({
        content: `${what}：${why}${requestId === null ? '' : `（请求编号 ${requestId}）`}`,
        duration: 6,
      })
    },
  }
}
