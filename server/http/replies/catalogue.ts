import { z } from 'zod'
import type { Catalogue } from '../../../shared/api/journeys.ts'
import { behaviourNames, eventLabels } from '../../../shared/events.ts'
import { allNodeKinds } from '../../../shared/journey/registry.ts'
import { conditionGroups } from '../../../shared/segment/contract.ts'
import { allConditionKinds } from '../../../shared/segment/registry.ts'
import type { Account } from '../../store/accounts.ts'
import type { CatalogueNeeds } from '../routes/catalogue.ts'

export type CatalogueReplyNeeds = {
  /** Channels a manager may pick. */
  channels: readonly (Omit<Catalogue['channels'][number], 'content'> & { content: z.ZodType })[]
  listAccounts(): Promise<readonly Pick<Account, 'id' | 'templates'>[]>
}

const formOf = (schema: z.ZodType): Record<string, unknown> => {
  const { $schema, ...form } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return form
}

/** What the canvas offers: the registries, read out once, and the templates that are connected now. */
export function createCatalogueReplies({ channels, listAccounts }: CatalogueReplyNeeds): CatalogueNeeds {
  const fixed = {
    nodes: allNodeKinds.map(({ type, label, hint, class: kind, exits, exitLabels, settings }) => ({
      type,
      label,
      hint,
      class: kind,
      exits: exits.map((name) => ({ name, label: exitLabels[name] ?? name })),
      settings: formOf(settings),
    })),
    conditions: allConditionKinds.map(({ type, label, group, settings }) => ({
      ...{ type, label, group: conditionGroups[group] },
      settings: formOf(settings),
    })),
    channels: channels.map(({ name, label, reachable, window, perPerson, cost, content }) => ({
      ...{ name, label, reachable, window, perPerson, cost },
      content: formOf(content),
    })),
    events: behaviourNames.map((name) => ({ name, label: eventLabels[name] })),
  }
  return {
    async readCatalogue(): Promise<Catalogue> {
      const accounts = await listAccounts()
      const templates = accounts.flatMap(({ id, templates: own }) => own.map((one) => ({ account: id, ...one })))
      return { ...fixed, templates }
    },
  }
}
