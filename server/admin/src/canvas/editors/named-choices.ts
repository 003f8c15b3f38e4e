import type { ConditionChoices } from '../../../../../shared/api/condition-choices.ts'
import type { Choice } from '../field.ts'

export type NamedWidget =
  | 'attribute'
  | 'date-field'
  | 'segment'
  | 'segment-dynamic'
  | 'segment-static'
  | 'journey'
  | 'object-type'
  | 'department'
  | 'tag-group'
  | 'stage'

/** What each is called, to say what must be chosen and where there is none yet. */
export const namedWords: Record<NamedWidget, string> = {
  attribute: '属性',
  'date-field': '日期',
  segment: '人群',
  'segment-dynamic': '动态人群',
  'segment-static': '静态人群',
  journey: '旅程',
  'object-type': '自定义对象',
  department: '部门',
  'tag-group': '标签组',
  stage: '生命周期阶段',
}

/** The segments that a segment may not name: itself, and whichever leads back to it. */
export function leadingTo(own: string, segments: ConditionChoices['segments']): ReadonlySet<string> {
  const found = new Set([own])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const { name, names } of segments) if (names.some((one) => found.has(one))) found.add(name)
  }
  return found
}

function allOf(widget: NamedWidget, choices: ConditionChoices, own: string | null) {
  switch (widget) {
    case 'attribute':
      return choices.attributes
    case 'date-field':
      return datesOf(choices)
    case 'journey':
      return choices.journeys
    case 'object-type':
      return choices.objects
    case 'department':
      return choices.departments
    case 'tag-group':
      return choices.tagGroups
    case 'stage':
      return choices.stages
    default: {
      const kind = widget === 'segment' ? null : widget === 'segment-static' ? 'static' : 'dynamic'
      const barred = own === null ? new Set<string>() : leadingTo(own, choices.segments)
      return choices.segments.filter((one) => (kind === null || one.kind === kind) && !barred.has(one.name))
    }
  }
}

/** What holds a day: attributes, and fields of objects by `contract.endsAt`. */
const datesOf = ({ attributes, objects }: ConditionChoices) => [
  ...attributes.filter(({ type }) => type === 'date'),
  ...objects.flatMap((object) =>
    object.fields
      .filter(({ type }) => type === 'date')
      .map(({ name, label }) => ({
        name: `${object.name}.${name}`,
        label: `${object.label} · ${label}`,
        archived: object.archived,
      })),
  ),
]

/** What can be chosen now, and what is chosen though it is archived. Two of one name are told apart by what they go by. */
export function namedChoices(given: {
  widget: NamedWidget
  choices: ConditionChoices
  own: string | null
  chosen: readonly string[]
}): Choice[] {
  const all = allOf(given.widget, given.choices, given.own)
  const shown = all.filter(({ name, archived }) => !archived || given.chosen.includes(name))
  const times = new Map<string, number>()
  for (const { label } of shown) times.set(label, (times.get(label) ?? 0) + 1)
  return shown.map(({ name, label, archived }) => ({
    value: name,
    label: `${label}${(times.get(label) ?? 0) > 1 ? `（${name}）` : ''}${archived ? '（已归档）' : ''}`,
  }))
}
