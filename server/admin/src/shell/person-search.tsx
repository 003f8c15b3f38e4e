import { SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { ContactPage } from '../../../../shared/api/contacts.ts'
import { ask, told } from '../api.ts'
import { nameOf } from '../pages/contacts/words.ts'
import { useSettled } from '../ui/use-settled.ts'

/** Finds a person by phone tail, name or openid from anywhere; Ctrl/⌘ K brings one here. */
export function PersonSearch() {
  const navigate = useNavigate()
  const box = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(0)
  const wanted = useSettled(text.trim(), 200)

  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      box.current?.focus()
      box.current?.select()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])

  const found = useQuery({
    queryKey: ['/contacts', 'search', wanted],
    queryFn: () => ask({ path: '/contacts', query: { q: wanted, limit: 8 } }, ContactPage),
    enabled: open && wanted !== '',
  })
  const people = found.data?.items ?? []

  const go = (id: string) => {
    setOpen(false)
    setText('')
    box.current?.blur()
    void navigate(`/contacts/${id}`)
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen((at) => Math.min(at + 1, people.length - 1))
    else if (event.key === 'ArrowUp') setChosen((at) => Math.max(at - 1, 0))
    else if (event.key === 'Escape') box.current?.blur()
    else if (event.key === 'Enter') {
      const person = people[chosen] ?? people[0]
      if (person !== undefined) go(person.id)
    } else return
    event.preventDefault()
  }

  return (
    <search className="person-search">
      <SearchOutlined className="person-search-icon" />
      <input
        ref={box}
        type="text"
        className="person-search-box"
        aria-label="搜索客户"
        placeholder="手机号后四位、姓名或 OpenID"
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(0)
          setOpen(true)
        }}
        onKeyDown={press}
      />
      <kbd className="person-search-key">Ctrl K</kbd>
      {open && wanted !== '' && (
        <div className="person-search-list">
          {found.isPending && <p className="person-search-note">正在查找…</p>}
          {found.error !== null && <p className="person-search-note">没有查到：{told(found.error).message}</p>}
          {found.data !== undefined && people.length === 0 && (
            <p className="person-search-note">没有符合“{wanted}”的客户。可以换手机号后四位或姓名再试。</p>
          )}
          {people.map((person, at) => (
            <button
              key={person.id}
              type="button"
              className={`person-search-row ${at === chosen ? 'chosen' : ''}`}
              onMouseEnter={() => setChosen(at)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => go(person.id)}
            >
              <span className="person-search-name">{nameOf(person)}</span>
              <span className="quiet">{person.phoneMasked ?? '无手机号'}</span>
              <span className="quiet person-search-owner">{person.ownerName ?? '未分配'}</span>
            </button>
          ))}
        </div>
      )}
    </search>
  )
}
