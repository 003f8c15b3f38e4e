import { z } from 'zod'
import { StaffId } from '../ids.ts'

/** 微信客服 of a company (facts C7): its desks, how customers come to one, and who serves there. */
const name = z
  .string()
  .trim()
  .min(1, '请填写名称')
  .refine((text) => [...text].length <= 16, '名称最多 16 个字')

export const KfDeskRow = z.object({
  id: z.string(),
  name: z.string(),
  /** Whether the company lets this app manage it. */
  managed: z.boolean(),
})
export type KfDeskRow = z.infer<typeof KfDeskRow>

/** `media` is a picture that was uploaded for it. */
export const NewKfDesk = z.object({ name, media: z.string().min(1, '请上传头像') })
export type NewKfDesk = z.infer<typeof NewKfDesk>
export const KfDeskChange = NewKfDesk.partial().refine((change) => Object.values(change).some(Boolean), '没有要改的')
export type KfDeskChange = z.infer<typeof KfDeskChange>

export const KfScene = z.string().regex(/^[0-9a-zA-Z_-]{0,32}$/, '场景值最多 32 位，只能用字母、数字、_ 和 -')
export const KfLink = z.object({ url: z.string() })
export type KfLink = z.infer<typeof KfLink>

export const KfServicer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('member'),
    id: StaffId,
    name: z.string().nullable(),
    /** Null where the platform does not say. */
    taking: z.boolean().nullable(),
  }),
  z.object({ kind: z.literal('department'), id: z.number().int(), name: z.string().nullable() }),
])
export type KfServicer = z.infer<typeof KfServicer>

export const KfDepartment = z.object({ id: z.number().int(), name: z.string() })
export type KfDepartment = z.infer<typeof KfDepartment>
/** Who serves, and who could. */
export const KfServing = z.object({
  servicers: z.array(KfServicer),
  staff: z.array(z.object({ id: StaffId, name: z.string() })),
  departments: z.array(KfDepartment),
})
export type KfServing = z.infer<typeof KfServing>

export const KfServicerChange = z
  .object({
    staff: z.array(StaffId).max(100, '一次最多 100 位成员').default([]),
    departments: z.array(z.number().int()).max(20, '一次最多 20 个部门').default([]),
  })
  .refine(({ staff, departments }) => staff.length + departments.length > 0, '请选择成员或部门')
export type KfServicerChange = z.infer<typeof KfServicerChange>
/** For whom it did not work, and why; everybody else is as wanted. */
export const KfServicerProblems = z.object({ problems: z.array(z.object({ who: z.string(), problem: z.string() })) })
export type KfServicerProblems = z.infer<typeof KfServicerProblems>
