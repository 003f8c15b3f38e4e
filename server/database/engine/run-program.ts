import { type SpawnOptions, spawn } from 'node:child_process'

const LAST_LINES = 6

export interface ProgramRun {
  readonly argv: readonly string[]
  readonly options?: SpawnOptions
  readonly input?: string
  /** Lines that the program writes to its file descriptor 3, as apt does with its progress. */
  onStatus?(line: string): void
}

/** Runs a program to its end, without holding the event loop; fails with the last lines of what it complained about. */
export function runProgram({ argv, options, input, onStatus }: ProgramRun): Promise<void> {
  const [program = '', ...rest] = argv
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { ...options, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-4000)
    })
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().split('\n')) if (line) onStatus?.(line)
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) return resolve()
      const said = complaint.trim().split('\n').slice(-LAST_LINES).join(' | ')
      reject(new Error(`${argv.slice(0, 3).join(' ')} failed (${code ?? signal}): ${said}`))
    })
    child.stdin?.on('error', () => undefined) // it ended without reading: its exit code says why
    child.stdin?.end(input)
  })
}
