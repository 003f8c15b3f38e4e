import { z } from 'zod'
import type { PullInput } from '../../shared/api/exchange.ts'
import { flatCells } from '../identity/files/json-rows.ts'
import type { GetJson } from '../providers/get-json.ts'

/** The rows of another system's answer, page after page, until there is no next one. */
export class PullFailed extends Error {
  readonly code = 'pull.failed'
  readonly problem: string
  constructor(problem: string) {
    super('the rows could not be fetched')
    this.name = 'PullFailed'
    this.problem = problem
  }
}
const MAX_PAGES = 10_000
const MAX_ROWS = 2_000_000
const Objects = z.record(z.string(), z.unknown())

type Given = {
  pull: Pick<PullInput, 'url' | 'listPath' | 'paging' | 'sinceParam'> & { since: Date | null }
  headers: Record<string, string>
  getJson: GetJson
  /** Counted as they come. */
  told: { rows: number; pages: number }
}

export async function* pulledRows({ pull, headers, getJson, told }: Given): AsyncGenerator<Map<string, string>> {
  const { paging, listPath } = pull
  const start = new URL(pull.url)
  if (pull.sinceParam !== '' && pull.since !== null) start.searchParams.set(pull.sinceParam, pull.since.toISOString())
  let page: URL | null = start
  if (paging.by === 'page') page.searchParams.set(paging.param, String(paging.first))
  const seen = new Set<string>()
  while (page !== null) {
    if (told.pages >= MAX_PAGES) throw new PullFailed(`超过 ${MAX_PAGES} 页，没有读完；请检查翻页设置`)
    // A source that gives the same page for ever would be read for ever.
    if (seen.has(page.href)) throw new PullFailed('翻页回到了读过的一页，请检查翻页设置')
    seen.add(page.href)
    const got = await getJson({ url: page.href, headers })
    if (got.kind === 'refused') throw new PullFailed(got.problem)
    told.pages += 1
    const list = at(got.value, listPath)
    if (!Array.isArray(list)) throw new PullFailed(`答复里的「${listPath || '根'}」不是列表`)
    for (const one of list) {
      const cells = flatCells(one)
      if (cells === null || Array.isArray(one)) throw new PullFailed('列表里的一项不是对象')
      told.rows += 1
      if (told.rows > MAX_ROWS) throw new PullFailed(`超过 ${MAX_ROWS} 行，没有读完`)
      yield cells
    }
    page = list.length === 0 ? null : nextPage(page, got.value, { start, paging, pages: told.pages })
  }
}

function nextPage(
  page: URL,
  answer: unknown,
  { start, paging, pages }: { start: URL; paging: PullInput['paging']; pages: number },
): URL | null {
  const next = new URL(page)
  switch (paging.by) {
    case 'none':
      return null
    case 'page':
      next.searchParams.set(paging.param, String(paging.first + pages))
      return next
    case 'cursor': {
      const cursor = at(answer, paging.path)
      if (cursor === null || cursor === undefined || cursor === '' || cursor === false) return null
      next.searchParams.set(paging.param, String(cursor))
      return next
    }
    case 'next-link': {
      const link = at(answer, paging.path)
      if (typeof link !== 'string' || link === '') return null
      if (!URL.canParse(link, page.href)) throw new PullFailed('下一页的地址不是网址')
      const url = new URL(link, page)
      // The header that lets us in is for one server.
      if (url.origin !== start.origin) throw new PullFailed('下一页在另一个服务器上，没有请求')
      return url
    }
  }
}

function at(value: unknown, path: string): unknown {
  let inner = value
  for (const name of path === '' ? [] : path.split('.')) {
    const object = Objects.safeParse(inner)
    inner = object.success && Object.hasOwn(object.data, name) ? object.data[name] : undefined
  }
  return inner
}
