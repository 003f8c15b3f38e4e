import { z } from 'zod'
import { FormDefinition } from '../../../shared/api/mini.ts'
import { anyone } from '../auth.ts'
import { defineRoute } from '../define-route.ts'
import { findForm } from '../forms.ts'

export const formRoutes = () => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/forms/:name',
    summary: 'What a form asks',
    auth: anyone,
    params: z.object({ name: z.string().max(60) }),
    reply: FormDefinition,
    answer: async ({ params: { name } }) => findForm(name),
  }),
]
