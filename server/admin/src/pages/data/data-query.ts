import { queryOptions } from '@tanstack/react-query'
import { Attributes, EventDefinitions, ObjectTypes } from '../../../../../shared/api/definitions.ts'
import { WebSites } from '../../../../../shared/api/web.ts'
import { tellAttributeLabels } from '../../../../../shared/attribute-words.ts'
import { ask } from '../../api.ts'

export const attributesQuery = queryOptions({
  queryKey: ['/attributes'],
  async queryFn() {
    const attributes = await ask({ path: '/attributes' }, Attributes)
    tellAttributeLabels(attributes.items)
    return attributes
  },
})
export const eventsQuery = queryOptions({
  queryKey: ['/event-definitions'],
  queryFn: () => ask({ path: '/event-definitions' }, EventDefinitions),
})
export const objectTypesQuery = queryOptions({
  queryKey: ['/object-types'],
  queryFn: () => ask({ path: '/object-types' }, ObjectTypes),
})
export const sitesQuery = queryOptions({
  queryKey: ['/web-sites'],
  queryFn: () => ask({ path: '/web-sites' }, WebSites),
})
