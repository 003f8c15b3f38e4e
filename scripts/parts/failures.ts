import { relative } from 'node:path'
import { z } from 'zod'

/** What is read of vitest's JSON report. */
export const VitestReport = z.object({
  numPassedTests: z.number(),
  numTotalTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
})

/** One line for each test that did not pass, for the end of a long log. */
export function failuresOf({ testResults }: z.infer<typeof VitestReport>, root: string): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name)
    const missed = assertionResults.filter(({ status }) => status !== 'passed')
    if (assertionResults.length === 0) return [`${file}: ${firstLine(message)}`]
    return missed.map(
      ({ fullName, status, failureMessages }) => `${file} > ${fullName}: ${firstLine(failureMessages?.[0]) || status}`,
    )
  })
}

const firstLine = (text = '') => (text.split('\n')[0] ?? '').slice(0, 200)
