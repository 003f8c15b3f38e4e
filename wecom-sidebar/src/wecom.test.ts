import { describe, expect, it } from 'vitest'
import { reasonOf, saidBy } from './wecom.ts'

describe('why there is no customer beside the page', () => {
  it.each([
    [
      'the member or the app may not',
      { errMsg: 'getCurExternalContact:fail no permission', errCode: -1 },
      'no-permission',
    ],
    ['the client refuses the call', { errMsg: 'getCurExternalContact:permission denied' }, 'no-permission'],
    ['agentConfig was signed with the wrong ticket', { errMsg: 'agentConfig:invalid signature' }, 'no-permission'],
    [
      'opened from the workbench',
      { errMsg: 'getCurExternalContact:fail without context of external contact' },
      'no-customer-chat',
    ],
    ['the SDK gave up by itself', new Error('SDK Error: aborted'), 'failed'],
    ['something without a word', undefined, 'failed'],
  ])('%s', (_name, problem, reason) => {
    expect(reasonOf(problem)).toBe(reason)
  })

  it('keeps what the platform said for the person who must mend it', () => {
    expect(saidBy({ errMsg: 'agentConfig:invalid signature' })).toBe('agentConfig:invalid signature')
    expect(saidBy(new Error('late'))).toBe('late')
    expect(saidBy(null)).toBeNull()
  })
})
