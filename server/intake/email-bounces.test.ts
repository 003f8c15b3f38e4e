import { describe, expect, it, test } from 'vitest'
import { ContactId } from '../../shared/ids.ts'
import { bounced, readBounces } from './email-bounces.ts'

const now = new Date('2026-03-01T08:00:00Z')
const notice = (status: string, action = 'failed') =>
  [
    'Return-Path: <>',
    'Message-ID: <notice@mx.example>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; lin@example.com',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 5.1.1 <lin@example.com>',
    ' user unknown',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'Message-ID:',
    '\t<ours@shop.example>',
    'Subject: 权益',
  ].join('\r\n')

describe('what is told of mails that came back', () => {
  it('is read as one, with an id in brackets or without', () =>
    expect(readBounces({ bounces: [{ messageId: 'a@b', type: 'soft', at: '2026-03-01T08:00:00Z' }] })).toEqual([
      { messageIds: ['<a@b>'], sort: 'soft', reason: '', at: now },
    ]))

  test.each([
    ['a mailbox that is not there', '5.1.1', 'failed', 'hard'],
    ['a domain that is not there', '5.1.2', 'failed', 'hard'],
    ['a mailbox that was closed', '5.2.1', 'failed', 'hard'],
    ['a domain that takes no mail', '5.1.10', 'failed', 'hard'],
    ['a full mailbox', '5.2.2', 'failed', 'soft'],
    ['a policy', '5.7.1', 'failed', 'soft'],
    ['a server that was away too long', '4.4.1', 'failed', 'soft'],
    ['a delay', '4.4.1', 'delayed', null],
    ['a delivery', '2.0.0', 'delivered', null],
    ['a status nobody can read', 'gone', 'failed', null],
  ])('a notice by mail of %s', (_what, status, action, sort) => {
    const read = readBounces({ bounces: [{ dsn: notice(status, action) }] })
    expect(read?.map((one) => one.sort)).toEqual(sort === null ? [] : [sort])
  })

  it('a notice names the mail it is about beside itself, over a folded line', () =>
    expect(readBounces({ bounces: [{ dsn: notice('5.1.1') }] })?.[0]?.messageIds).toEqual([
      '<notice@mx.example>',
      '<ours@shop.example>',
    ]))

  test.each([
    ['nothing', null],
    ['no list', {}],
    ['an empty list', { bounces: [] }],
    ['another sort', { bounces: [{ messageId: 'a@b', type: 'lost' }] }],
    ['no id', { bounces: [{ messageId: ' ', type: 'hard' }] }],
    ['a notice without end', { bounces: [{ dsn: 'x'.repeat(200_001) }] }],
    ['too many', { bounces: Array.from({ length: 501 }, () => ({ messageId: 'a@b', type: 'hard' })) }],
  ])('%s is no bounce', (_what, body) => expect(readBounces(body)).toBeNull())
})

describe('a mail that came back', () => {
  const of = (sort: 'hard' | 'soft' | 'complaint', reason = '', gone: string | null = null) =>
    bounced({
      contact: ContactId.parse('ct_1'),
      ...{ receipt: '<a@b>', gone, now },
      bounce: { messageIds: ['<a@b>'], sort, reason, at: null },
    })

  it('keeps codes only: an answer may quote the address', () => {
    const { event } = of('hard', '550 5.1.1 <lin@example.com>: user unknown')
    expect(event).toMatchObject({ name: 'message.failed', channel: 'email', reason: '邮箱不存在或已停用（5.1.1）' })
    expect(JSON.stringify(event)).not.toContain('example.com')
  })
  it('teaches which address is gone, when it is', () => {
    expect(of('hard', '', 'l**@example.com').facts).toEqual({ attributes: { emailBounced: 'l**@example.com' } })
    expect(of('soft').facts).toEqual({})
  })
  it('told twice is the same event, told otherwise another', () => {
    expect(of('hard').event.id).toBe(of('hard', '5.1.1').event.id)
    expect(of('hard').event.id).not.toBe(of('soft').event.id)
  })
})
