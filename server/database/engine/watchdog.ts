/**
 * The last line against an engine that nobody minds: a shell that waits on a pipe from the keeper. When the keeper is
 * killed the pipe closes; the shell gives a new keeper the grace time to appear, and if none did it ends the engine.
 * When the keeper ends in order it ends the engine first and then the shell. A keeper that comes when the shell has
 * made up its mind already ends it, with whatever it runs, before it makes a file that the shell would take away.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { tell } from './engine.ts'

const NAME = 'weilu-watchdog'
const LOOK_AGAIN_MS = 10

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
exit 0 # so that rm is run and not become: under its name nobody would find this shell
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
  const child = spawn('sh', ['-c', SCRIPT, NAME, ...values], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin?.on('error', () => undefined) // it ended because the engine did
  child.unref()
  return child
}

/** Ends every watchdog of this data folder; only the holder of the keeper's lock may. Done when none can do anything any more. */
export async function endWatchdogs(data: string): Promise<void> {
  const groups = new Set(
    processes()
      .filter(({ argv }) => argv.includes(NAME) && argv.includes(data))
      .map(({ group }) => group),
  )
  for (const group of groups) tell(-group, 'SIGKILL')
  while (processes().some(({ group }) => groups.has(group))) await sleep(LOOK_AGAIN_MS)
}

/** Every process that still runs; one that has ended and was not yet fetched by its parent has no command line. */
function processes(): { argv: string[]; group: number }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const argv = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        // Its name comes first, in parentheses, and may hold anything; then state, parent, group.
        const group = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[2])
        return argv[0] === '' ? [] : [{ argv, group }]
      } catch {
        return [] // it ended while we looked
      }
    })
}
