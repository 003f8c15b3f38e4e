import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import type { ScoreCard, ScoreTermRow } from '../../../../../shared/api/scores.ts'
import { formulaText } from '../../../../../shared/score/formula.ts'
import { scoreKindOf } from '../../../../../shared/score/registry.ts'
import { ScoreLevels, TermSetting, usualLevels } from '../../../../../shared/score/settings.ts'
import { Label } from '../../ui/label.tsx'
import { Moment } from '../../ui/moment.tsx'
import { Card } from '../../ui/page.tsx'
import { useChange } from '../data/use-change.ts'

type Terms = Record<string, TermSetting>
type Row = { row: ScoreTermRow; setting: TermSetting; mayEdit: boolean; set: (part: Partial<TermSetting>) => void }

const termsOf = (card: ScoreCard, which: 'setting' | 'usual'): Terms =>
  Object.fromEntries(card.terms.map((row) => [row.id, row[which]]))
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The first thing that is wrong with a line, in words. */
const problemOf = (setting: TermSetting): string | null =>
  TermSetting.safeParse(setting).error?.issues[0]?.message ?? null

/** One score: what it is for, its formula as a sentence, and the weights that make it. */
export function ScoreForm({ card, mayEdit }: { card: ScoreCard; mayEdit: boolean }) {
  const [terms, setTerms] = useState(() => termsOf(card, 'setting'))
  const [levels, setLevels] = useState(card.levels)
  const { busy, run } = useChange('/scores')
  const kind = scoreKindOf(card.name)
  const usual = termsOf(card, 'usual')
  const changed = !same(terms, termsOf(card, 'setting')) || !same(levels, card.levels)
  const asUsual = same(terms, usual) && same(levels, usualLevels)
  const wrongLevels = ScoreLevels.safeParse(levels).error?.issues[0]?.message ?? null
  const wrong =
    wrongLevels ??
    Object.values(terms)
      .map(problemOf)
      .find((problem) => problem !== null) ??
    null
  const save = () =>
    void run(
      { method: 'PUT', path: `/scores/${card.name}`, body: { terms, levels, basedOn: card.revision } },
      { done: '权重已保存，正在为全部客户重新计算。', failed: '权重没有保存' },
    )
  return (
    <Card
      title={card.label}
      extra={
        card.savedAt === null ? (
          <Label>默认权重</Label>
        ) : (
          <span className="quiet small">
            {card.savedBy} 修改于 <Moment at={card.savedAt} />
          </span>
        )
      }
    >
      <p className="score-hint">{card.hint}</p>
      <p className="score-formula" aria-live="polite">
        {kind === undefined || wrong !== null ? card.formula : formulaText(kind, { terms, levels })}
      </p>
      <div className="table-scroll">
        <table className="table score-terms" aria-label={`${card.label}的权重`}>
          <thead>
            <tr>
              <th scope="col">计分项</th>
              <th scope="col">分数（负数为扣分）</th>
              <th scope="col">半衰期</th>
              <th scope="col">最多</th>
            </tr>
          </thead>
          <tbody>
            {card.terms.map((row) => (
              <TermLine
                key={row.id}
                row={row}
                setting={terms[row.id] ?? row.usual}
                mayEdit={mayEdit}
                set={(part) =>
                  setTerms((before) => ({ ...before, [row.id]: { ...(before[row.id] ?? row.usual), ...part } }))
                }
              />
            ))}
          </tbody>
        </table>
      </div>
      <div className="score-levels">
        <span className="score-levels-title">档位</span>
        {(['high', 'middle'] as const).map((level) => (
          <span key={level} className="score-number">
            <InputNumber
              aria-label={level === 'high' ? '“高”的起点' : '“中”的起点'}
              min={1}
              max={100}
              precision={0}
              disabled={!mayEdit}
              value={levels[level]}
              onChange={(value) => setLevels((before) => ({ ...before, [level]: value ?? 0 }))}
            />
            <span className="quiet">分起为“{level === 'high' ? '高' : '中'}”</span>
          </span>
        ))}
        <span className="quiet small">升降到另一档会记入时间线，旅程可以从“评分升降”开始。</span>
      </div>
      {wrong !== null && (
        <p className="field-problem" role="alert">
          {wrong}
        </p>
      )}
      {mayEdit && (
        <div className="score-acts">
          <Button type="primary" disabled={!changed || wrong !== null} loading={busy} onClick={save}>
            保存并重新计算
          </Button>
          <Button
            disabled={!changed}
            onClick={() => {
              setTerms(termsOf(card, 'setting'))
              setLevels(card.levels)
            }}
          >
            放弃修改
          </Button>
          <Button
            disabled={asUsual}
            onClick={() => {
              setTerms(usual)
              setLevels(usualLevels)
            }}
          >
            填入默认权重
          </Button>
        </div>
      )}
    </Card>
  )
}

function TermLine({ row, setting, mayEdit, set }: Row) {
  const { label, per, fades } = row
  return (
    <tr>
      <td className="wrap">{label}</td>
      <td>
        <span className="score-number">
          <span className="quiet score-per">{per}</span>
          <InputNumber
            aria-label={`${label}的分数`}
            min={-100}
            max={100}
            step={1}
            disabled={!mayEdit}
            value={setting.weight}
            onChange={(value) => set({ weight: value ?? 0 })}
          />
          <span className="quiet">分</span>
        </span>
      </td>
      <td>
        {fades ? (
          <span className="score-number">
            <InputNumber
              aria-label={`${label}的半衰期`}
              min={1}
              max={3650}
              precision={0}
              placeholder="不衰减"
              disabled={!mayEdit}
              value={setting.halfLife}
              onChange={(value) => set({ halfLife: value })}
            />
            <span className="quiet">天减半</span>
          </span>
        ) : (
          <span className="quiet">看今天，不衰减</span>
        )}
      </td>
      <td>
        <span className="score-number">
          <InputNumber
            aria-label={`${label}最多`}
            min={0}
            max={100}
            disabled={!mayEdit}
            value={setting.most}
            onChange={(value) => set({ most: value ?? 0 })}
          />
          <span className="quiet">分</span>
        </span>
      </td>
    </tr>
  )
}
