import type { FormDefinition } from '../../shared/api/mini.ts'
import type { AttributeValue } from '../../shared/contact.ts'
import { maskedPhone } from '../../shared/phone.ts'
import { Refusal } from '../../shared/refusal.ts'
import type { ReadAttributes } from '../schema/read-attributes.ts'
import type { FormsStore } from '../store/forms.ts'
import type { SealedPhone } from '../store/sealed-phone.ts'

/** Forms that are there from the first day; one of the same name in the store takes its place. */
const builtIn: readonly FormDefinition[] = [
  {
    name: 'register',
    title: '登记领取体验权益',
    intro: '留下联系方式，顾问会在一个工作日内为您开通 7 天体验，并按您的需求准备示例报表。',
    fields: [
      { name: 'name', label: '称呼', kind: 'text', required: true, options: [] },
      { name: 'phone', label: '手机号', kind: 'phone', required: true, options: [] },
      {
        name: 'interest',
        label: '感兴趣的内容',
        kind: 'choice',
        required: false,
        options: ['门店经营分析', '会员复购', '连锁总部报表'],
      },
    ],
    submitLabel: '提交登记',
  },
]

export function createFormFinder(store: Pick<FormsStore, 'get'>) {
  return async (name: string): Promise<FormDefinition> => {
    const form = (await store.get(name)) ?? builtIn.find((one) => one.name === name)
    if (form !== undefined) return form
    throw new Refusal({ code: 'form.not-found', status: 404, message: '没有找到这个表单，可能已经下线。' })
  }
}

export type CheckedForm = {
  /** As it may be stored: a phone number stands masked. */
  fields: Record<string, string>
  phone: SealedPhone | null
  name: string | null
  attributes: Record<string, AttributeValue>
  sealed: ReadAttributes['sealed']
}

export type FormReading = {
  sealPhone(text: string): SealedPhone | null
  /** By the definitions of attributes; seals what must not lie open. */
  readAttributes(given: Readonly<Record<string, string>>): ReadAttributes | Promise<ReadAttributes>
}

/** What was filled in, checked field by field; every field that is wrong is named at once. */
export async function checkForm(
  form: FormDefinition,
  given: Readonly<Record<string, string>>,
  { sealPhone, readAttributes }: FormReading,
): Promise<CheckedForm> {
  const checked: CheckedForm = { fields: {}, phone: null, name: null, attributes: {}, sealed: {} }
  const words: Record<string, string> = {}
  const problems: { field: string; message: string }[] = []
  for (const field of form.fields) {
    const value = (given[field.name] ?? '').trim()
    if (value === '') {
      if (field.required) problems.push({ field: field.name, message: `请填写${field.label}` })
      continue
    }
    const phone = field.kind === 'phone' ? sealPhone(value) : null
    const hint = field.kind === 'phone' ? maskedPhone(value) : null
    if (hint !== null) {
      words.maskedPhone = hint
      checked.fields[field.name] = hint
    } else if (field.kind === 'phone' && phone === null) {
      problems.push({ field: field.name, message: `${field.label}格式不对，请填写 11 位手机号` })
    } else if (field.kind === 'choice' && !field.options.includes(value)) {
      problems.push({ field: field.name, message: `请从列表中选择${field.label}` })
    } else if (phone !== null) {
      checked.phone = phone
      checked.fields[field.name] = phone.phone.masked
    } else {
      checked.fields[field.name] = value
      if (field.name === 'name') checked.name = value
      else words[field.name] = value
    }
  }
  const read = await readAttributes(words)
  const labels = new Map(form.fields.map(({ name, label }) => [name, label]))
  for (const { name, problem } of read.problems) {
    problems.push({
      field: name,
      message: problem.startsWith('「') ? problem : `${labels.get(name) ?? name}${problem}`,
    })
  }
  checked.attributes = read.values
  checked.sealed = read.sealed
  checked.phone ??= read.phone
  Object.assign(checked.fields, read.masked)
  if (problems.length === 0) return checked
  const message = problems.map((problem) => problem.message).join('；')
  throw new Refusal({ code: 'form.invalid', status: 422, message, details: { problems } })
}
