import { PlatformRefused } from '../platforms/errors.ts'
import { templateGet } from '../platforms/wechat-mini/api/template-get.ts'
import { newtmplGettemplate } from '../platforms/wechat-oa/api/newtmpl-gettemplate.ts'
import { templateGetAll } from '../platforms/wechat-oa/api/template-get-all.ts'
import type { AccountTemplate } from '../store/accounts.ts'
import type { ConnectedApp } from './app-platforms.ts'
import { inOnePiece } from './sync-part.ts'

/** The message templates of an Official Account or a mini-program. */
export const syncTemplates = inOnePiece(async ({ app, scope }, { accounts, seen }) => {
  const templates = await readTemplates(app)
  await accounts.recordTemplates(app.account.id, templates)
  await seen.note(
    scope,
    templates.map(({ id, title, fields }) => ({ key: id, print: JSON.stringify([title, fields]), title })),
  )
  return templates.length
})

/** With the fields a manager fills in. */
async function readTemplates({ account, platform }: ConnectedApp): Promise<AccountTemplate[]> {
  if (account.kind === 'oa') {
    const messages = await allowed(messagesOf(platform))
    const notices = await allowed(noticesOf(platform))
    // An account that may do neither says why.
    if ('refused' in messages && 'refused' in notices) throw messages.refused
    return [...('list' in messages ? messages.list : []), ...('list' in notices ? notices.list : [])]
  }
  const { data } = await platform.call(templateGet, {})
  return data.map(({ priTmplId: id, title, content }) => ({ id, title, fields: fieldsOf(content), sort: 'message' }))
}

async function messagesOf(platform: ConnectedApp['platform']): Promise<AccountTemplate[]> {
  const { template_list } = await platform.call(templateGetAll, {})
  return template_list.map(({ template_id: id, title, content }) => ({
    ...{ id, title, fields: fieldsOf(content) },
    sort: 'message',
  }))
}

async function noticesOf(platform: ConnectedApp['platform']): Promise<AccountTemplate[]> {
  const { data } = await platform.call(newtmplGettemplate, {})
  return data.map(({ priTmplId: id, title, content }) => ({ id, title, fields: fieldsOf(content), sort: 'notice' }))
}

/** Template messages and notices are rights of their own: an account often has one of them. */
async function allowed(
  asked: Promise<AccountTemplate[]>,
): Promise<{ list: AccountTemplate[] } | { refused: PlatformRefused }> {
  try {
    return { list: await asked }
  } catch (error) {
    if (!(error instanceof PlatformRefused) || error.remedy !== 'fix-setup') throw error
    return { refused: error }
  }
}

/** `服务项目:{{thing1.DATA}}` → thing1, labelled 服务项目; a field without a label is named by itself. */
export function fieldsOf(content: string): AccountTemplate['fields'] {
  return [...content.matchAll(/([^\n{}]*)\{\{\s*(\w+)\.DATA\s*\}\}/g)].map(([, before = '', name = '']) => ({
    name,
    label: before.replace(/[:\uff1a\s]+$/, '').trim() || name,
  }))
}
