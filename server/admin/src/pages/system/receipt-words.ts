import type { OutboxRow, ReceiptName } from '../../../../../shared/api/journeys.ts'

const words: Record<ReceiptName, string> = {
  delivered: '已送达',
  failed: '未送达',
  opened: '已打开',
  clicked: '已点击',
  replied: '已回复',
}
type Told = { channel: OutboxRow['channel']; receipts: readonly { name: ReceiptName }[] }
const isGuess = (channel: string, name: ReceiptName) => channel === 'email' && name === 'opened'

/** What was told of a message after it left. */
export const receiptWords = ({ channel, receipts }: Told): string =>
  receipts.map(({ name }) => (isGuess(channel, name) ? '可能已打开' : words[name])).join('，')

/** Why a word of them is not certain; null where all are. */
export const receiptNote = ({ channel, receipts }: Told): string | null =>
  receipts.some(({ name }) => isGuess(channel, name))
    ? '按邮件里的图片是否加载推算：不显示图片的邮箱不算，自动预览的会多算。点击链接才准确。'
    : null
