/**
 * `npm run wechaty`: the Wechaty process alone, for a product that runs elsewhere or as several processes. Reads the same
 * settings; WECHATY_URL says where it listens, and every process of the product is given the same one.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigProblem, parseConfig } from '../server/config.ts'
import { root } from './parts/pages.ts'
import { botNeeds, installWechaty, keepBot } from './parts/wechaty.ts'

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'))
const say = (text: string) => console.log(`wechaty: ${text}`)
try {
  const config = parseConfig()
  const { WECHATY_PUPPET: puppet, WECHATY_URL: url } = config
  if (puppet === null || url === null) throw new Error('set WECHATY_PUPPET and WECHATY_URL (see .env.example)')
  await installWechaty(say)
  const needs = { ...botNeeds(config, url, puppet), dataDir: resolve(config.DATA_DIR) }
  const bot = keepBot({ ...needs, productUrl: config.PUBLIC_URL, sandboxUrl: config.SANDBOX_URL }, { say, gaveUp: say })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void bot.stop().then(() => process.exit(0)))
} catch (error) {
  console.error(error instanceof ConfigProblem || error instanceof Error ? error.message : error)
  process.exit(1)
}
