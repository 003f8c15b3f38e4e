import { z } from 'zod'
import { FormDefinition } from '../../../shared/api/mini.ts'
import { anyone } from '../auth.ts'
import { defineRoute } from '../define-route.ts'

export type FormNeeds = {
  /** Refuses `form.not-found`. */
  findForm(name: string): Promise<FormDefinition>
}

export const formRoutes = ({ findForm }: FormNeeds) => [
  defineRoute({
    method: 'GET',
    path: '/api/v1/forms/:name',
    summary: 'What a form asks',
    auth: anyone,
    params: z.object({ name: z.string().max(60) }),
    reply: FormDefinition,
    answer: ({ params: { name } }) => findForm(name),
  }),
]
