/**
 * One database engine for the whole run: `MONGODB_URI` when given, otherwise the embedded one of `server/database`.
 * Each test file takes a database of its own from it (`freshDatabase`).
 */
import type { TestProject } from 'vitest/node'

export default async function setup(project: TestProject) {
  const given = process.env['MONGODB_URI']
  if (given) {
    project.provide('mongodbUri', given)
    return undefined
  }
  const { startTestDatabase } = await import('./start-test-database.ts')
  const database = await startTestDatabase()
  project.provide('mongodbUri', database.uri)
  return () => database.stop()
}

declare module 'vitest' {
  export interface ProvidedContext {
    mongodbUri: string
  }
}
