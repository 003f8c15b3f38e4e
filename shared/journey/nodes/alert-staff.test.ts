import { expect, it } from 'vitest'
import { momentOf } from '../../../test/builders/moment.ts'
import alertStaff from './alert-staff.ts'

it('asks for the alert, with the member of staff of the event', () => {
  const settings = alertStaff.settings.parse({ kind: 'new-lead', targets: ['event-staff', 'owner'], title: '新线索' })
  expect(alertStaff.run(momentOf(settings, { context: { event: 'e1', staff: 'wangfang' } }))).toEqual({
    kind: 'go',
    exit: 'next',
    why: '提醒事件里的员工或归属员工：新线索',
    intents: [
      {
        kind: 'alert',
        alert: 'new-lead',
        targets: ['event-staff', 'owner'],
        title: '新线索',
        advice: '',
        staffOfEvent: 'wangfang',
      },
    ],
  })
})
