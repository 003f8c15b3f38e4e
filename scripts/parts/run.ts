import { type SpawnOptions, spawn } from 'node:child_process'

/** Runs a program to its end; rejects with the tail of what it printed when it fails. `inherit` shows its output as it comes. */
export function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions & { inherit?: boolean } = {},
): Promise<string> {
  const { inherit = false, ...rest } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { ...rest, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-100_000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (code === 0) resolve(output)
      else
        reject(
          new Error(
            `${command} ${args.join(' ')} ended with ${code ?? signal}${output ? `:\n${output.slice(-4000)}` : ''}`,
          ),
        )
    })
  })
}
