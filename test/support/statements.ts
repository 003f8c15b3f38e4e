import mongoose from 'mongoose'

/** A second connection to a database, and what was said over it since `forget`: each statement with its transaction. */
export async function watchedConnection(uri: string) {
  const said: { name: string; collection: string; transaction: string | null }[] = []
  const options = { autoIndex: false, autoCreate: false, monitorCommands: true }
  const connection = await mongoose.createConnection(uri, options).asPromise()
  connection.getClient().on('commandStarted', ({ commandName: name, command }) => {
    const transaction = command.autocommit === false ? String(command.txnNumber) : null
    said.push({ name, collection: String(command[name]), transaction })
  })
  return {
    connection,
    said,
    forget: () => said.splice(0),
    close: () => connection.close(),
  }
}
