import { z } from 'zod'
import { ContactId } from '../ids.ts'

const RelatedPerson = z.object({ contact: ContactId, name: z.string().nullable(), phoneMasked: z.string().nullable() })
export type RelatedPerson = z.infer<typeof RelatedPerson>
const Dated = RelatedPerson.extend({ at: z.coerce.date() })
/** `people`: the first of them. */
const Alike = z.object({ value: z.string(), total: z.number().int(), people: z.array(RelatedPerson) })

export const ContactRelations = z.object({
  invitedBy: Dated.nullable(),
  brought: z.object({ total: z.number().int(), people: z.array(Dated) }),
  /** Same value of 公司, same 地址; null where the person has none. */
  company: Alike.nullable(),
  household: Alike.nullable(),
  /** People who prefer the same things. */
  interests: z.array(RelatedPerson.extend({ shared: z.array(z.string()) })),
  /** What a code or a link made for this person carries, so that whoever comes by it is known to be theirs. */
  scene: z.string(),
})
export type ContactRelations = z.infer<typeof ContactRelations>
