import { Catalogue } from '../../../shared/api/journeys.ts'
import { viewers } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type CatalogueNeeds = { readCatalogue(): Promise<Catalogue> }

export const catalogueRoutes = ({ readCatalogue }: CatalogueNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/catalogue',
    summary: 'Node kinds, conditions, channels, events and templates that a journey can use',
    auth: viewers,
    reply: Catalogue,
    answer: () => readCatalogue(),
  }),
]
