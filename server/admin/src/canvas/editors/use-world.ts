import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ConditionChoices, knownIn } from '../../../../../shared/api/condition-choices.ts'
import type { Catalogue } from '../../../../../shared/api/journeys.ts'
import { tellAttributeLabels } from '../../../../../shared/attribute-words.ts'
import { tellEventLabels } from '../../../../../shared/event-words.ts'
import { type Names, namesIn } from '../../../../../shared/segment/names.ts'
import { ask } from '../../api.ts'
import { accountsQuery } from '../../pages/accounts/accounts-query.ts'
import { useStaff } from '../../pages/leads/use-staff.ts'
import { type FormWorld, noChoices } from './form-world.ts'

/** What conditions can name; sentences read from now on call attributes, events and objects as the managers do. */
export const choicesQuery = queryOptions({
  queryKey: ['/condition-choices'],
  staleTime: 15_000,
  async queryFn() {
    const choices = await ask({ path: '/condition-choices' }, ConditionChoices)
    tellAttributeLabels(choices.attributes)
    tellEventLabels(choices)
    return choices
  },
})

/** Everything the forms of a journey or a segment choose from; empty while it is on its way. */
export function useWorld(catalogue: Catalogue, own: string | null = null): FormWorld {
  const staff = useStaff()
  const accounts = useQuery(accountsQuery)
  const choices = useQuery(choicesQuery)
  return useMemo(
    () => ({ catalogue, staff, accounts: accounts.data?.items ?? [], choices: choices.data ?? noChoices, own }),
    [catalogue, staff, accounts.data, choices.data, own],
  )
}

/** How the things are called that sentences name by their ids. */
export const namesOfWorld = ({ choices, staff }: Pick<FormWorld, 'choices' | 'staff'>): Names =>
  namesIn(knownIn(choices), staff)
