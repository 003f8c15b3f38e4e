import { PlatformDrifted } from '../platforms/errors.ts'

/**
 * Every page of a list, from a cursor on, until the platform says that there is no more. A cursor that was given before
 * leads in a circle: throws `PlatformDrifted` behind the page that names it, or somebody would read the same pages for ever.
 */
export async function* everyPage<P extends { next_cursor: string }>(
  api: string,
  ask: (cursor: string) => Promise<P>,
  from = '',
): AsyncGenerator<P> {
  const given = new Set([from])
  for (let cursor = from; ; ) {
    const page = await ask(cursor)
    yield page
    cursor = page.next_cursor
    if (cursor === '') return
    if (given.has(cursor)) throw new PlatformDrifted({ api, reason: 'next_cursor leads in a circle' })
    given.add(cursor)
  }
}
