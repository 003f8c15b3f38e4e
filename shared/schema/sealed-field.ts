import { sealedNames } from './system-attributes.ts'

/** What a field says of who somebody is: its name or its label gives it away. */
const words: readonly (readonly [words: RegExp, kind: SealedKind])[] = [
  [/身份证/, 'idNumber'],
  [/邮箱|e-?mail/i, 'email'],
  [/手机|电话|phone|mobile/i, 'phone'],
]
export type SealedKind = 'phone' | 'email' | 'idNumber'

/** Whether a field of an object holds what lies open nowhere: values of it are kept sealed, and shown masked. */
export function sealedKindOf(field: { name: string; label: string }): SealedKind | null {
  const named = sealedNames.get(field.name)
  if (named !== undefined) return named
  return words.find(([said]) => said.test(field.name) || said.test(field.label))?.[1] ?? null
}
