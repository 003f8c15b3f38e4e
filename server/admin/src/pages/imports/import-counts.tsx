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

/** `rows`: of an object, which are no people and never merge. */
export function Counts({ counts, rows = false }: { counts: Given; rows?: boolean }) {
  return (
    <dl className="import-counts">
      {words.flatMap(([name, title, unit]) => {
        const figure = counts[name]
        return figure === undefined || (rows && name === 'merged')
          ? []
          : [
              <div key={name} className={name === 'refused' && figure > 0 ? 'import-count-bad' : ''}>
                <dt>{title}</dt>
                <dd>
                  {count(figure)} <small>{rows && unit === '人' ? '条' : unit}</small>
                </dd>
              </div>,
            ]
      })}
    </dl>
  )
}
