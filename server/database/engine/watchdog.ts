/**
 * The last line against an engine that nobody minds: a shell that waits on a pipe from the keeper. When the keeper is
 * killed the pipe closes; the shell gives a new keeper the grace time to appear, and if none did it ends the engine.
 * When the keeper ends in order it ends the engine first and then the shell.
 */
import { type ChildProcess, spawn } from 'node:child_process'

const SCRIPT = `
engine=$1 data=$2 keeper_file=$3 grace=$4
shift 4
cmdline() { tr '\\0' '\\n' < "/proc/$1/cmdline"; }
engine_lives() { cmdline "$engine" 2>/dev/null | grep -qxF -- "$data"; }
keeper_lives() { pid=$(cat "$keeper_file" 2>/dev/null) && cmdline "$pid" 2>/dev/null | grep -qF -- keeper; }
read -r _
while [ "$grace" -gt 0 ] && engine_lives; do sleep 1; grace=$((grace - 1)); done
keeper_lives && exit 0
if engine_lives; then kill -INT "$engine"; fi
for _ in 1 2 3 4 5 6 7 8 9 10; do engine_lives || break; sleep 0.5; done
if engine_lives; then kill -QUIT "$engine"; fi
keeper_lives || rm -rf -- "$@"
`

export interface Watched {
  readonly engine: number
  readonly data: string
  /** Holds the process number of the keeper that minds the engine now. */
  readonly keeperFile: string
  readonly graceMs: number
  /** Folders that nobody needs once the engine has ended. */
  readonly litter: readonly string[]
}

export function startWatchdog({ engine, data, keeperFile, graceMs, litter }: Watched): ChildProcess {
  const values = [String(engine), data, keeperFile, String(Math.ceil(graceMs / 1000)), ...litter]
  const child = spawn('sh', ['-c', SCRIPT, 'weilu-watchdog', ...values], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin?.on('error', () => undefined) // it ended because the engine did
  child.unref()
  return child
}
