import type {
  KfDepartment,
  KfDeskChange,
  KfDeskRow,
  KfServicer,
  KfServicerChange,
  KfServicerProblems,
  KfServing,
  NewKfDesk,
} from '../../shared/api/kf.ts'
import { type AccountId, StaffId } from '../../shared/ids.ts'
import { scopeOf, staffIdOf, userIdOf } from '../../shared/staff-id.ts'
import { kfAccountAdd } from '../platforms/wecom/api/kf-account-add.ts'
import { kfAccountList } from '../platforms/wecom/api/kf-account-list.ts'
import { kfAccountUpdate } from '../platforms/wecom/api/kf-account-update.ts'
import { kfAddContactWay } from '../platforms/wecom/api/kf-add-contact-way.ts'
import { kfServicerAdd } from '../platforms/wecom/api/kf-servicer-add.ts'
import { kfServicerDel } from '../platforms/wecom/api/kf-servicer-del.ts'
import { kfServicerList } from '../platforms/wecom/api/kf-servicer-list.ts'
import { errcodes } from '../platforms/wecom/errcodes.ts'
import type { AccountsStore } from '../store/accounts.ts'
import type { StaffStore } from '../store/staff.ts'
import type { AppPlatforms, ConnectedApp } from './app-platforms.ts'
import { connectedApp, saidToPerson } from './said-to-person.ts'

type Needs = {
  platforms: Pick<AppPlatforms, 'byId'>
  accounts: Pick<AccountsStore, 'list'>
  staff: Pick<StaffStore, 'list' | 'departmentsOf'>
}

const PER_PAGE = 100
/** A company has five thousand desks at most. */
const PAGES = 50

const reading = { code: 'kf.not-read', failed: '没有读到微信客服' }
const changing = { code: 'kf.not-changed', failed: '没有改成' }

/** 微信客服 desks of a company, as the platform has them: nothing of them is kept here. */
export function createKfDesks({ platforms, accounts, staff }: Needs) {
  return {
    async listDesks(account: AccountId): Promise<KfDeskRow[]> {
      const { platform } = await connectedApp(platforms, account, 'wecom')
      return saidToPerson(reading, async () => {
        const rows: KfDeskRow[] = []
        for (let page = 0; page < PAGES; page += 1) {
          const { account_list } = await platform.call(kfAccountList, { offset: page * PER_PAGE, limit: PER_PAGE })
          rows.push(
            ...account_list.map((one) => ({ id: one.open_kfid, name: one.name, managed: one.manage_privilege })),
          )
          if (account_list.length < PER_PAGE) break
        }
        return rows
      })
    },

    async addDesk(account: AccountId, { name, media }: NewKfDesk): Promise<{ id: string }> {
      const { platform } = await connectedApp(platforms, account, 'wecom')
      const unheard = '客服账号可能已经建好，请先刷新列表再试'
      const { open_kfid: id } = await saidToPerson({ code: 'kf.not-made', failed: '没有建成客服账号', unheard }, () =>
        platform.call(kfAccountAdd, { name, media_id: media }),
      )
      return { id }
    },

    async changeDesk(account: AccountId, desk: string, { name, media }: KfDeskChange): Promise<void> {
      const { platform } = await connectedApp(platforms, account, 'wecom')
      await saidToPerson(changing, () =>
        platform.call(kfAccountUpdate, {
          open_kfid: desk,
          ...(name !== undefined && { name }),
          ...(media !== undefined && { media_id: media }),
        }),
      )
    },

    /** The same for the same scene, as often as it is asked for. */
    async linkTo(account: AccountId, desk: string, scene: string): Promise<{ url: string }> {
      const { platform } = await connectedApp(platforms, account, 'wecom')
      return saidToPerson({ code: 'kf.no-link', failed: '没有取到客服链接' }, () =>
        platform.call(kfAddContactWay, { open_kfid: desk, ...(scene !== '' && { scene }) }),
      )
    },

    async readServing(account: AccountId, desk: string): Promise<KfServing> {
      const app = await connectedApp(platforms, account, 'wecom')
      const { servicer_list } = await saidToPerson(reading, () =>
        app.platform.call(kfServicerList, { open_kfid: desk }),
      )
      const names = await namesOf(app)
      const servicers = servicer_list.flatMap(({ userid, status, department_id: department }): KfServicer[] => {
        if (userid !== undefined) {
          const id = staffIdOf(app.account.staffScope, userid)
          const taking = status === undefined ? null : status === 0
          return [{ kind: 'member', id, name: names.members.get(id) ?? null, taking }]
        }
        if (department === undefined) return []
        return [{ kind: 'department', id: department, name: names.departments.get(department) ?? null }]
      })
      return {
        servicers,
        staff: [...names.members].map(([id, name]) => ({ id, name })),
        departments: [...names.departments].map(([id, name]) => ({ id, name })),
      }
    },

    addServicers: (account: AccountId, desk: string, wanted: KfServicerChange) =>
      changeServicers(kfServicerAdd, account, desk, wanted),
    removeServicers: (account: AccountId, desk: string, wanted: KfServicerChange) =>
      changeServicers(kfServicerDel, account, desk, wanted),
  }

  /** The platform answers for each: some may be in, and others not. */
  async function changeServicers(
    call: typeof kfServicerAdd,
    account: AccountId,
    desk: string,
    wanted: KfServicerChange,
  ): Promise<KfServicerProblems> {
    const app = await connectedApp(platforms, account, 'wecom')
    const users = wanted.staff.map((one) => StaffId.parse(userIdOf(one)))
    const { result_list } = await saidToPerson(changing, () =>
      app.platform.call(call, {
        open_kfid: desk,
        ...(users.length > 0 && { userid_list: users }),
        ...(wanted.departments.length > 0 && { department_id_list: wanted.departments }),
      }),
    )
    const failed = result_list.filter(({ errcode }) => errcode !== 0)
    if (failed.length === 0) return { problems: [] }
    const names = await namesOf(app)
    return {
      problems: failed.map(({ userid, department_id: department, errcode, errmsg }) => ({
        who: whoOf(app, names, { userid, department }),
        problem: errcodes[errcode]?.says ?? `平台没有接受（${errcode}：${errmsg}）`,
      })),
    }
  }

  async function namesOf({ account }: ConnectedApp): Promise<Names> {
    const apps = (await accounts.list()).filter(({ kind, appId }) => kind === 'wecom' && appId === account.appId)
    const [all, departments] = await Promise.all([staff.list(), staff.departmentsOf(apps.map(({ id }) => id))])
    const own = all.filter(({ id, active }) => active && scopeOf(id) === account.staffScope)
    return {
      members: new Map(own.map(({ id, name }) => [id, name])),
      departments: new Map(departments.map(({ id, name }) => [Number(id), name])),
    }
  }
}
export type KfDesks = ReturnType<typeof createKfDesks>

type Names = { members: Map<StaffId, string>; departments: Map<KfDepartment['id'], string> }

function whoOf(
  { account }: ConnectedApp,
  names: Names,
  { userid, department }: { userid: string | undefined; department: number | undefined },
): string {
  if (userid !== undefined) return names.members.get(staffIdOf(account.staffScope, userid)) ?? userid
  return department === undefined ? '' : (names.departments.get(department) ?? `部门 ${department}`)
}
