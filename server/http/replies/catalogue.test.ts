import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Catalogue } from '../../../shared/api/journeys.ts'
import { AccountId } from '../../../shared/ids.ts'
import { allNodeKinds } from '../../../shared/journey/registry.ts'
import { allConditionKinds } from '../../../shared/segment/registry.ts'
import { createCatalogueReplies } from './catalogue.ts'

const template = {
  ...{ id: 'tpl-1', title: '到期提醒', sort: 'message' as const },
  fields: [{ name: 'thing1', label: '商品' }],
}
const { readCatalogue } = createCatalogueReplies({
  channels: [
    {
      name: 'oa-template',
      label: '公众号模板消息',
      ...{ reachable: '关注着公众号的人', window: null, perPerson: null, cost: null },
      content: z.object({ template: z.string() }),
    },
  ],
  listAccounts: async () => [{ id: AccountId.parse('ac_1'), templates: [template] }],
})

describe('the catalogue', () => {
  it('offers every node kind and condition there is, each with a form', async () => {
    const catalogue = Catalogue.parse(await readCatalogue())
    expect(catalogue.nodes.map(({ type }) => type)).toEqual(allNodeKinds.map(({ type }) => type))
    expect(catalogue.conditions.map(({ type }) => type)).toEqual(allConditionKinds.map(({ type }) => type))
    for (const { type, settings } of catalogue.nodes) expect(settings, type).toHaveProperty('type', 'object')
  })

  it('survives the way over the wire unchanged', async () => {
    const catalogue = await readCatalogue()
    expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue)
  })

  it('names the account of each template', async () => {
    expect((await readCatalogue()).templates).toEqual([{ account: 'ac_1', ...template }])
  })
})
