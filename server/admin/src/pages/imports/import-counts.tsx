import { count } from '../../ui/number.ts'

type Given = { created: number; updated: number; merged: number; unchanged: number; refused: number; remarked?: number }
const words = [
  ['created', '新建', '人'],
  ['updated', '更新', '人'],
  ['merged', '合并', '人'],
  ['unchanged', '没有变化', '行'],
  ['refused', '未导入', '行'],
  ['remarked', '有提醒', '行'],
] as const

export function Counts({ counts }: { counts: Given }) {
  return (
    <dl className="import-counts">
      {words.flatMap(([name, title, unit]) => {
        const figure = counts[name]
        return figure === undefined
          ? []
          : [
              <div key={name} className={name === 'refused' && figure > 0 ? 'import-count-bad' : ''}>
                <dt>{title}</dt>
                <dd>
                  {count(figure)} <small>{unit}</small>
                </dd>
              </div>,
            ]
      })}
    </dl>
  )
}
