import { conflictNotFound } from '../http/routes/merges.ts'
import type { RouteNeeds } from '../http/routes.ts'
import { createUndoMerge } from '../identity/unmerge.ts'
import type { createContext } from '../leads/context.ts'
import { createPeopleList } from '../leads/people-list.ts'
import { createSetConsent } from '../leads/set-consent.ts'
import { createUpsertContact } from '../schema/upsert-contact.ts'
import { namedByFiles } from './named-by-files.ts'
import type { WebNeeds } from './web-needs.ts'

/** People as colleagues and other systems see and change them: one by one, joined and parted, and by files. */
export function composePeople(
  { config, stores, line, clock }: WebNeeds,
  context: ReturnType<typeof createContext>,
): Pick<RouteNeeds, 'contacts' | 'merges' | 'imports'> {
  const timeZone = config.TIME_ZONE
  const undoMerge = createUndoMerge({
    ...stores,
    onUnmerged: [
      stores.leads.moveBack,
      stores.alerts.moveBack,
      stores.objects.moveBack,
      line.segments.parted,
      line.traits.parted,
    ],
    precedence: line.precedence,
  })
  const setConsent = createSetConsent(stores)

  return {
    contacts: {
      upsertContact: createUpsertContact({
        vocabulary: line.vocabulary,
        identities: line.identities,
        record: line.record,
        async contactOf(event) {
          const id = (await stores.events.find([event])).get(event)
          return id === undefined ? null : stores.contacts.get(id)
        },
        setConsent: stores.contacts.setConsent,
        clock,
        timeZone,
      }),
      searchContacts: createPeopleList(stores),
      countContacts: stores.contacts.countFound,
      readProfile: context.readProfile,
      setConsent: (given, by) => setConsent(given, by, clock.now()),
      readTimeline: context.readTimeline,
    },
    merges: {
      listMerges: stores.merges.of,
      undoMerge: (id, by) => undoMerge(id, by.id, clock.now()),
      listConflicts: () => stores.merges.openConflicts(200),
      dismissConflict: (id, { by, reason }) =>
        stores.merges.dismissConflict(id, { by: by.name, reason, at: clock.now() }),
      previewJoin: (a, b) => line.joining.previewJoin({ a, b }, clock.now()),
      async joinPeople({ a, b, reason, conflict }, { name: by }) {
        const known = conflict === undefined ? null : await stores.merges.conflict(conflict)
        if (conflict !== undefined && known === null) throw conflictNotFound()
        return line.joining.joinByHand({ a, b, key: known?.key ?? null }, { by, reason }, clock.now())
      },
      readRules: stores.identityRules.read,
      changeRules: (rules, { name: by }) => stores.identityRules.change(rules, { by, at: clock.now() }),
    },
    imports: {
      async startImport(given) {
        const summary = await line.imports.startImport(given)
        void line.workOnImports()
        return summary
      },
      uploadImport: line.imports.uploadImport,
      async mapImport(id, mapping) {
        const detail = await line.imports.mapImport(id, mapping)
        void line.workOnImports()
        return detail
      },
      async mapRows(id, mapping) {
        const detail = await line.imports.mapRows(id, mapping)
        void line.workOnImports()
        return detail
      },
      async beginImport(id) {
        const detail = await line.imports.beginImport(id)
        void line.workOnImports()
        return detail
      },
      cancelImport: line.imports.cancelImport,
      readDetail: line.imports.readDetail,
      listAccounts: () => namedByFiles(stores.accounts),
      listImports: line.imports.listImports,
      readImport: line.imports.readImport,
      async streamRefused(id, by) {
        const file = `导入「${(await stores.imports.get(id))?.file ?? id}」未通过的行`
        await line.privacy.noteFile({ file, what: ['phone', 'email', 'idNumber'], reason: '下载未通过的行' }, by)
        return line.imports.streamRefused(id)
      },
    },
  }
}
