import type mongoose from 'mongoose'

/** Counts what the driver really sent: commands are round trips, and the statements in them are operations. */
export function countCommands(connection: mongoose.Connection) {
  const counts = { roundTrips: 0, operations: 0 }
  const byName = new Map<string, number>()
  connection.getClient().on('commandStarted', ({ commandName, command }) => {
    counts.roundTrips += 1
    byName.set(commandName, (byName.get(commandName) ?? 0) + 1)
    const statements: unknown = command['documents'] ?? command['updates'] ?? command['deletes']
    counts.operations += Array.isArray(statements) ? statements.length : 1
  })
  return {
    counts,
    byName,
    reset() {
      counts.roundTrips = 0
      counts.operations = 0
      byName.clear()
    },
  }
}
