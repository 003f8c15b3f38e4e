import { fstatSync } from 'node:fs'

/**
 * A child process that was given a pipe as standard input is held on a leash: when its parent dies, however it dies, the
 * pipe ends and so does the child. SIGTERM and SIGINT end it the same way.
 */
export function untilLetGo(): Promise<void> {
  return new Promise((resolve) => {
    const input = fstatSync(0)
    if (input.isFIFO() || input.isSocket()) process.stdin.on('end', resolve).on('error', resolve).resume()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}
