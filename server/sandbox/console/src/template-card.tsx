import { useState } from 'preact/hooks'
import type { MessageView } from './api.ts'
import { Picture } from './picture.tsx'

type Card = Extract<MessageView['body'], { kind: 'card' }>
type Question = Card['card']['questions'][number]

/** The five cards of WeCom (facts C5.3): what must be chosen on one goes out with its button. */
export function TemplateCard(of: {
  message: string
  body: Card
  openLink: (url?: string) => void
  press: (key: string, selected: Record<string, string[]>) => void
}) {
  const { card, replacedBy } = of.body
  const [menuOpen, setMenuOpen] = useState(false)
  const [chosen, setChosen] = useState<Record<string, string[]>>(() =>
    Object.fromEntries(card.questions.map((question) => [question.key, question.chosen])),
  )
  const answered = card.questions.every((question) => (chosen[question.key] ?? []).length > 0)
  const rowOf = (row: { name: string; value: string; url: string | null }) => (
    <span class="row" key={row.name}>
      <span>{row.name}</span>
      {row.url === null ? (
        <span>{row.value}</span>
      ) : (
        <button type="button" class="link" onClick={() => of.openLink(row.url ?? undefined)}>
          {row.value || row.url}
        </button>
      )}
    </span>
  )
  return (
    <div class="card">
      {card.source !== '' || card.menu.length > 0 ? (
        <span class="card-head">
          <span class="source">{card.source}</span>
          {card.menu.length > 0 ? (
            <button
              type="button"
              class="card-menu"
              aria-label="卡片菜单"
              aria-expanded={menuOpen}
              onClick={() => setMenuOpen(!menuOpen)}
            >
              ⋯
            </button>
          ) : null}
          {menuOpen ? (
            <span class="card-menu-list">
              {card.menu.map((one) => (
                <button
                  key={one.key}
                  type="button"
                  onClick={() => {
                    setMenuOpen(false)
                    of.press(one.key, {})
                  }}
                >
                  {one.text}
                </button>
              ))}
            </span>
          ) : null}
        </span>
      ) : null}
      {card.title === '' ? null : <strong>{card.title}</strong>}
      {card.description ? <span class="plain">{card.description}</span> : null}
      {card.picture === '' ? null : <Picture picture={card.picture} words="图片" class="card-picture" />}
      {card.emphasis === null ? null : (
        <span class="card-emphasis">
          <b>{card.emphasis.title}</b>
          <span class="secondary">{card.emphasis.text}</span>
        </span>
      )}
      {card.subTitle ? <span class="plain ink">{card.subTitle}</span> : null}
      {card.quote ? <span class="quote-area">{card.quote}</span> : null}
      {card.lines.map((line) => (
        <span class="card-line" key={line.title}>
          <span>{line.title}</span>
          <span class="plain">{line.text}</span>
        </span>
      ))}
      {card.rows.map(rowOf)}
      {card.questions.map((question) => (
        <Choices
          key={question.key}
          name={`${of.message} ${question.key}`}
          question={question}
          chosen={chosen[question.key] ?? []}
          choose={(ids) => setChosen({ ...chosen, [question.key]: ids })}
          done={replacedBy !== null}
        />
      ))}
      {card.jumps.map((jump) => (
        <button
          type="button"
          class="jump"
          key={jump.title}
          disabled={jump.url === null}
          onClick={() => of.openLink(jump.url ?? undefined)}
        >
          {jump.title}
        </button>
      ))}
      {card.buttons.length === 0 && card.url !== null ? (
        <button type="button" class="jump" onClick={() => of.openLink(card.url ?? undefined)}>
          查看详情
        </button>
      ) : null}
      {replacedBy !== null ? (
        <span class="card-done">{replacedBy}</span>
      ) : card.buttons.length > 0 ? (
        <span class="card-buttons">
          {card.buttons.map((button) => (
            <button
              key={button.key + button.text}
              type="button"
              class={`card-button style-${button.style}`}
              disabled={button.url === null && !answered}
              onClick={() => (button.url === null ? of.press(button.key, chosen) : of.openLink(button.url))}
            >
              {button.text}
            </button>
          ))}
        </span>
      ) : null}
    </div>
  )
}

/** One of several as a list to choose from, several as boxes. */
function Choices(of: {
  name: string
  question: Question
  chosen: string[]
  choose: (ids: string[]) => void
  done: boolean
}) {
  const { question, chosen } = of
  return (
    <fieldset class="choices" disabled={of.done}>
      <legend>{question.title || (question.many ? '可多选' : '请选择一项')}</legend>
      {question.options.map((option) => (
        <label key={option.id}>
          <input
            type={question.many ? 'checkbox' : 'radio'}
            name={of.name}
            checked={chosen.includes(option.id)}
            onChange={() =>
              of.choose(
                !question.many
                  ? [option.id]
                  : chosen.includes(option.id)
                    ? chosen.filter((id) => id !== option.id)
                    : [...chosen, option.id],
              )
            }
          />
          {option.text}
        </label>
      ))}
    </fieldset>
  )
}
