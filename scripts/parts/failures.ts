import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'
import { z } from 'zod'

/** What a run of vitest came to. A test that was skipped did not pass: none is allowed. */
export const Outcome = z.object({ passed: z.number(), failed: z.number(), failures: z.array(z.string()) })
export type Outcome = z.infer<typeof Outcome>

/** Where the reporter writes the outcome. */
export const OUTCOME_FILE = 'WEILU_TEST_OUTCOME'

/**
 * A reporter of vitest that keeps one line for each thing that went wrong: a test, the hook before or after a group of them,
 * a file that did not load, an error outside all. Vitest's own JSON report leaves out why a hook failed.
 */
export default class FailureLines implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], outside: readonly SerializedError[]) {
    const file = process.env[OUTCOME_FILE]
    if (!file) throw new Error(`${OUTCOME_FILE} does not say where the outcome is to be written`)
    writeFileSync(file, JSON.stringify(outcomeOf(modules, outside)))
  }
}

function outcomeOf(modules: readonly TestModule[], outside: readonly SerializedError[]): Outcome {
  const outcome: Outcome = {
    passed: 0,
    failed: 0,
    failures: outside.map((error) => `outside all tests: ${words(error)}`),
  }
  for (const module of modules) {
    const file = relative(process.cwd(), module.moduleId)
    for (const error of module.errors()) outcome.failures.push(`${file}: ${words(error)}`)
    for (const suite of module.children.allSuites())
      for (const error of suite.errors())
        outcome.failures.push(`${file} > ${suite.fullName} (around its tests): ${words(error)}`)
    for (const test of module.children.allTests()) {
      const { state, errors } = test.result()
      if (state === 'passed') outcome.passed += 1
      else {
        outcome.failed += 1
        outcome.failures.push(`${file} > ${test.fullName}: ${errors?.[0] ? words(errors[0]) : state}`)
      }
    }
  }
  // All tests passed, yet something around them did not.
  if (outcome.failed === 0 && outcome.failures.length > 0) outcome.failed = outcome.failures.length
  return outcome
}

const words = ({ name, message }: SerializedError) =>
  `${name ?? 'Error'}: ${(message ?? '').split('\n')[0]}`.slice(0, 240)
