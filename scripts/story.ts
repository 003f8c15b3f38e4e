/** `npm run story -- NAME`: one whole-line story, with the timeline of everybody it was about printed at the end. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './parts/pages.ts'
import { run } from './parts/run.ts'

const name = process.argv[2]
const folder = join(root, 'test/stories')
if (!name || !existsSync(join(folder, `${name}.test.ts`))) {
  const known = readdirSync(folder).filter((file) => file.endsWith('.test.ts'))
  console.error(
    `usage: npm run story -- NAME, NAME one of: ${known.map((file) => file.replace('.test.ts', '')).join(', ')}`,
  )
  process.exit(2)
}
const ended = await run(
  join(root, 'node_modules/.bin/vitest'),
  ['run', '--reporter=verbose', `test/stories/${name}.test.ts`],
  {
    cwd: root,
    env: { ...process.env, STORY_TRAIL: '1' },
    inherit: true,
  },
).then(
  () => 0,
  () => 1,
)
process.exit(ended)
