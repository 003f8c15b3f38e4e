import type { Config } from '../../server/config.ts'
import type { BotPhase } from '../../server/sandbox/wechaty/state.ts'
import { type BotNeeds, botNeeds, installWechaty, keepBot, wechatyIsInstalled } from './wechaty.ts'

/** The simulator as seen from here. */
type Sandbox = { url: string; onBotAsked(listener: () => void): void }
type Say = (text: string) => void

const wordsOf = (error: unknown) => (error instanceof Error ? error.message.slice(0, 1500) : String(error))

/**
 * A personal account beside everything else, which never waits for it: without it the account is only shown as away.
 * With a puppet chosen it starts at once. In the sandbox without one it costs nothing until the console asks for it;
 * from then on it comes up with every start.
 */
export function runPersonalAccount(of: {
  config: Config
  sandbox: Sandbox | null
  /** Somebody else keeps the process at WECHATY_URL. */
  runsElsewhere: boolean
  logLevel: string
  say: Say
}): { stop(): Promise<void> } {
  const { config, sandbox, say } = of
  const { WECHATY_PUPPET: puppet, WECHATY_URL: url } = config
  const life = createLife(say)
  if (url === null || of.runsElsewhere) return life
  const needs = (kind: BotNeeds['puppet']): BotNeeds => ({
    ...botNeeds(config, url, kind),
    productUrl: `http://127.0.0.1:${config.PORT}`,
    logLevel: of.logLevel,
    sandboxUrl: sandbox?.url ?? null,
  })
  if (puppet === 'service') {
    life.begin(needs('service'), () => undefined)
    return life
  }
  if (sandbox === null) {
    if (puppet === 'mock') say('not started: the mock puppet lives in the sandbox')
    return life
  }
  const start = () => life.begin(needs('mock'), (phase) => void tellSandbox(sandbox, phase, say))
  sandbox.onBotAsked(start)
  if (puppet === 'mock') start()
  else void offer(sandbox, start, say)
  return life
}

function createLife(say: Say) {
  let stopping = false
  let begun = false
  let bot: ReturnType<typeof keepBot> | null = null
  return {
    begin(needs: BotNeeds, tell: (phase: BotPhase) => void) {
      if (begun || stopping) return
      begun = true
      const failed = (words: string) => {
        begun = false
        say(words)
        tell('failed')
      }
      const installing = (words: string) => {
        say(words)
        tell('installing')
      }
      installWechaty(installing).then(
        () => {
          if (stopping) return
          tell('starting')
          bot = keepBot(needs, { say, gaveUp: failed })
        },
        (error: unknown) => failed(`its packages could not be installed, everything else runs: ${wordsOf(error)}`),
      )
    },
    async stop() {
      stopping = true
      await bot?.stop()
    },
  }
}

async function offer(sandbox: Sandbox, start: () => void, say: Say) {
  const wanted = await tellSandbox(sandbox, 'idle', say)
  // A start must not fetch packages that nobody asked for now.
  if (wanted && (await wechatyIsInstalled())) start()
}

/** Answers whether somebody started it here before. */
async function tellSandbox(sandbox: Sandbox, phase: BotPhase, say: Say): Promise<boolean> {
  try {
    const answer = await fetch(`${sandbox.url}/sandbox/api/wechaty/process`, {
      method: 'POST',
      body: JSON.stringify({ phase }),
    })
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null && 'wanted' in body && body.wanted === true
  } catch (error) {
    say(`the console could not be told: ${wordsOf(error)}`)
    return false
  }
}
