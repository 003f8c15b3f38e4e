import { expect, test } from 'vitest'
import { failuresOf, VitestReport } from './failures.ts'

test('what did not pass is said again in one line each: the test, or the file that did not load', () => {
  const report = VitestReport.parse({
    numPassedTests: 1,
    numTotalTests: 3,
    testResults: [
      {
        name: '/home/weilu/server/a.test.ts',
        message: '',
        assertionResults: [
          { fullName: 'a holds', status: 'passed', failureMessages: [] },
          { fullName: 'a breaks', status: 'failed', failureMessages: ['Error: expected 1 to be 2\n  at a.test.ts:3'] },
          { fullName: 'a is left out', status: 'pending', failureMessages: null },
        ],
      },
      { name: '/home/weilu/test/b.test.ts', message: 'Cannot find module x\nstack', assertionResults: [] },
    ],
  })
  expect(failuresOf(report, '/home/weilu')).toEqual([
    'server/a.test.ts > a breaks: Error: expected 1 to be 2',
    'server/a.test.ts > a is left out: pending',
    'test/b.test.ts: Cannot find module x',
  ])
})
