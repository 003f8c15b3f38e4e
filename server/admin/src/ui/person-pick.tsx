import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { ContactPage } from '../../../../shared/api/contacts.ts'
import { ask } from '../api.ts'
import { nameOf } from '../pages/contacts/words.ts'
import { useSettled } from './use-settled.ts'

/** One person, found by phone tail, name or openid. */
export function PersonPick({
  id,
  value,
  onChange,
}: {
  id: string
  value: string | null
  onChange: (contact: string | null) => void
}) {
  const [text, setText] = useState('')
  const wanted = useSettled(text.trim(), 200)
  const found = useQuery({
    queryKey: ['/contacts', 'search', wanted],
    queryFn: () => ask({ path: '/contacts', query: { q: wanted, limit: 8 } }, ContactPage),
    enabled: wanted !== '',
  })
  const options = (found.data?.items ?? []).map((person) => ({
    value: String(person.id),
    label: [nameOf(person), person.phoneMasked].filter(Boolean).join(' · '),
  }))
  return (
    <Select
      id={id}
      className="full"
      value={value}
      allowClear
      placeholder="手机号后四位、姓名或 OpenID"
      showSearch={{ filterOption: false, onSearch: setText }}
      loading={found.isFetching}
      notFoundContent={wanted === '' ? '输入后查找' : found.isFetching ? '正在查找…' : '没有符合的客户'}
      options={options}
      onChange={(next: string | null | undefined) => onChange(next ?? null)}
    />
  )
}
