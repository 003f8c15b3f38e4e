import { describe, expect, it } from 'vitest'
import { everyPage } from './every-page.ts'

/** A platform that answers with these cursors, in this order. */
function platformOf(...cursors: string[]) {
  const asked: string[] = []
  const ask = async (cursor: string) => {
    asked.push(cursor)
    return { next_cursor: cursors[asked.length - 1] ?? 'asked too often', page: asked.length }
  }
  return { asked, ask }
}
const read = async (pages: AsyncGenerator<{ page: number }>) => {
  const found: number[] = []
  for await (const { page } of pages) found.push(page)
  return found
}

describe('the pages of a list', () => {
  it('are asked for one after the other until the platform has no more', async () => {
    const { asked, ask } = platformOf('b', 'c', '')
    expect(await read(everyPage('/list', ask))).toEqual([1, 2, 3])
    expect(asked).toEqual(['', 'b', 'c'])
  })

  it('are asked for from where somebody stopped', async () => {
    const { asked, ask } = platformOf('')
    await read(everyPage('/list', ask, 'k'))
    expect(asked).toEqual(['k'])
  })

  it.each([
    ['the same one again', ['b', 'b']],
    ['the one it began with', ['b', 'a']],
    ['one of long ago', ['b', 'c', 'd', 'b']],
  ])('end with a clear fault when the platform names %s', async (_how, cursors) => {
    const { ask } = platformOf(...cursors)
    await expect(read(everyPage('/list', ask, 'a'))).rejects.toMatchObject({
      code: 'platform.drifted',
      message: expect.stringContaining('/list'),
    })
  })
})
