import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { ContactPage } from '../../../../../shared/api/contacts.ts'
import { ask } from '../../api.ts'
import { useSettled } from '../../ui/use-settled.ts'
import { nameOf } from '../contacts/words.ts'

export type Person = { contact: string; name: string }

/** Finds one person by name, the end of the phone number or an openid. */
export function PersonPick({
  id,
  label,
  placeholder,
  onPick,
}: {
  id: string
  label: string
  placeholder: string
  onPick: (person: Person) => void
}) {
  const [words, setWords] = useState('')
  const q = useSettled(words.trim(), 300)
  const found = useQuery({
    queryKey: ['/contacts', 'pick', q],
    queryFn: ({ signal }) => ask({ path: '/contacts', query: { q, limit: 20 }, signal }, ContactPage),
    enabled: q !== '',
    staleTime: 10_000,
  })
  const people = q === '' ? [] : (found.data?.items ?? [])
  return (
    <Select
      id={id}
      className="person-pick"
      aria-label={label}
      placeholder={placeholder}
      value={null}
      showSearch={{ filterOption: false, onSearch: setWords, searchValue: words }}
      suffixIcon={null}
      notFoundContent={words.trim() === '' ? '输入姓名或手机号后四位' : found.isFetching ? '正在查找…' : '没有找到'}
      options={people.map((row) => ({
        value: String(row.id),
        label: `${nameOf(row)}${row.phoneMasked === null ? '' : ` ${row.phoneMasked}`}`,
      }))}
      onSelect={(contact: string | null) => {
        const person = people.find((row) => row.id === contact)
        setWords('')
        if (person !== undefined) onPick({ contact: person.id, name: nameOf(person) })
      }}
    />
  )
}
