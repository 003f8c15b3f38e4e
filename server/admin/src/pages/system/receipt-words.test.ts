import { expect, test } from 'vitest'
import { receiptNote, receiptWords } from './receipt-words.ts'

test('a mail is only perhaps opened, and a tapped link is certain', () => {
  const mail = { channel: 'email', receipts: [{ name: 'opened' }, { name: 'clicked' }] } as const
  expect(receiptWords(mail)).toBe('可能已打开，已点击')
  expect(receiptNote(mail)).toMatch(/点击链接才准确/)
})

test('a pop-up that was shown was seen', () => {
  const popup = { channel: 'popup', receipts: [{ name: 'opened' }] } as const
  expect([receiptWords(popup), receiptNote(popup)]).toEqual(['已打开', null])
})
