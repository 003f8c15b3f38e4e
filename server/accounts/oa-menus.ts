import { z } from 'zod'
import type {
  ConditionalMenu,
  KnownButton,
  MenuButtons,
  Menus,
  NewConditionalMenu,
  SeenMenu,
} from '../../shared/api/menus.ts'
import { type AccountId, type ContactId, OpenId } from '../../shared/ids.ts'
import { Refusal } from '../../shared/refusal.ts'
import { PlatformRefused } from '../platforms/errors.ts'
import { menuAddconditional } from '../platforms/wechat-oa/api/menu-addconditional.ts'
import { menuCreate } from '../platforms/wechat-oa/api/menu-create.ts'
import { menuDelconditional } from '../platforms/wechat-oa/api/menu-delconditional.ts'
import { menuGet } from '../platforms/wechat-oa/api/menu-get.ts'
import { menuTrymatch } from '../platforms/wechat-oa/api/menu-trymatch.ts'
import { isNoMenu } from '../platforms/wechat-oa/menu.ts'
import type { ContactsStore } from '../store/contacts.ts'
import type { PlatformTag, PlatformTagsStore } from '../store/platform-tags.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { buttonOf, knownButton } from './menu-buttons.ts'
import { connectedApp, saidToPerson } from './said-to-person.ts'

type Needs = {
  platforms: Pick<AppPlatforms, 'byId'>
  platformTags: Pick<PlatformTagsStore, 'list'>
  contacts: Pick<ContactsStore, 'get'>
}

const clients = { ios: '1', android: '2', other: '3' } as const
const Value = z.union([z.string(), z.number()]).nullish()
const Rule = z.looseObject({ tag_id: Value, group_id: Value, client_platform_type: Value })
const USED = new Set(['tag_id', 'group_id', 'client_platform_type'])

/** Menus of an Official Account, as the platform has them: nothing of them is kept here. */
export function createOaMenus({ platforms, platformTags, contacts }: Needs) {
  const open = (account: AccountId) => connectedApp(platforms, account, 'oa')

  return {
    async readMenus(account: AccountId): Promise<Menus> {
      const app = await open(account)
      const [told, tags] = await Promise.all([readAll(app), platformTags.list(account)])
      return { standard: told.standard, conditional: told.conditional.map((one) => menuOf(one, tags)) }
    },

    /** The whole standard menu anew; conditional ones stay. */
    async changeMenu(account: AccountId, buttons: MenuButtons): Promise<void> {
      const { platform } = await open(account)
      await saidToPerson({ code: 'menu.not-changed', failed: '没有改成菜单' }, () =>
        platform.call(menuCreate, { button: buttons.map(buttonOf) }),
      )
    },

    async addConditional(account: AccountId, { buttons, rule }: NewConditionalMenu): Promise<{ id: string }> {
      const { platform } = await open(account)
      const unheard = '菜单可能已经建好，请先刷新列表再试'
      const { menuid: id } = await saidToPerson({ code: 'menu.not-made', failed: '没有建成菜单', unheard }, () =>
        platform.call(menuAddconditional, {
          button: buttons.map(buttonOf),
          matchrule: {
            ...(rule.tag !== null && { tag_id: rule.tag }),
            ...(rule.client !== null && { client_platform_type: clients[rule.client] }),
          },
        }),
      )
      return { id }
    },

    async deleteConditional(account: AccountId, menu: string): Promise<void> {
      const { platform } = await open(account)
      await saidToPerson({ code: 'menu.not-deleted', failed: '没有删除菜单' }, () =>
        platform.call(menuDelconditional, { menuid: menu }),
      )
    },

    /** The platform itself is asked; which menu it is shows by what stands in it. */
    async seenBy(account: AccountId, contact: ContactId): Promise<SeenMenu> {
      const app = await open(account)
      const openId = await followerOf(app, contact)
      const { button } = await saidToPerson({ code: 'menu.not-matched', failed: '没有查到' }, () =>
        app.platform.call(menuTrymatch, { user_id: openId }),
      )
      const buttons = button.map(knownButton)
      const { standard, conditional } = await readAll(app)
      const same = conditional.filter((one) => alike(one.buttons, buttons))
      const isStandard = standard !== null && alike(standard, buttons)
      return { buttons, menu: same.length === 1 && !isStandard ? (same[0]?.id ?? null) : null, standard: isStandard }
    },
  }

  async function followerOf({ account }: ConnectedApp, contact: ContactId): Promise<OpenId> {
    const person = await contacts.get(contact)
    const prefix = `oa:${account.appId}:`
    const key = person?.identities.find((one) => one.key.startsWith(prefix))?.key
    if (key !== undefined) return OpenId.parse(key.slice(prefix.length))
    throw new Refusal({ code: 'menu.no-follower', status: 422, message: '这位客户没有关注过这个公众号' })
  }
}
export type OaMenus = ReturnType<typeof createOaMenus>

type Told = { id: string; buttons: KnownButton[]; rule: z.output<typeof Rule> }

async function readAll({ platform }: ConnectedApp): Promise<{ standard: KnownButton[] | null; conditional: Told[] }> {
  return saidToPerson({ code: 'menu.not-read', failed: '没有读到菜单' }, async () => {
    try {
      const { menu, conditionalmenu } = await platform.call(menuGet, {})
      const conditional = conditionalmenu.map(({ menuid, button, matchrule }) => ({
        id: menuid,
        buttons: button.map(knownButton),
        rule: Rule.parse(matchrule),
      }))
      return { standard: menu.button.map(knownButton), conditional }
    } catch (error) {
      if (!(error instanceof PlatformRefused) || !isNoMenu(error.errcode)) throw error
      return { standard: null, conditional: [] }
    }
  })
}

function menuOf({ id, buttons, rule }: Told, tags: readonly PlatformTag[]): ConditionalMenu {
  const tag = given(rule.tag_id) ?? given(rule.group_id)
  const kind = given(rule.client_platform_type)
  return {
    id,
    buttons,
    tag: tag === null ? null : { id: tag, name: tags.find((one) => one.id === tag)?.name ?? null },
    client: (['ios', 'android', 'other'] as const).find((one) => clients[one] === kind) ?? null,
    outdated: Object.entries(rule).some(([name, value]) => !USED.has(name) && given(value) !== null),
  }
}

/** What a rule does not ask for is left out, empty or nothing. */
const given = (value: unknown): string | null =>
  value === undefined || value === null || value === '' ? null : String(value)

const alike = (a: readonly KnownButton[], b: readonly KnownButton[]): boolean => JSON.stringify(a) === JSON.stringify(b)
