import { Text, View } from '@tarojs/components'
import { useCallback, useRef, useState } from 'react'
import type { FormDefinition } from '../../../../shared/api/mini.ts'
import { readForm, submitForm } from '../../api'
import { sayTrouble } from '../../copy'
import { visited } from '../../events'
import { fieldsToSend, newAct, problemsOf } from '../../form-check'
import { queryOf, useShown } from '../../platform'
import { withToken } from '../../session'
import { Primary } from '../../ui/primary'
import { useReading } from '../../ui/read'
import { Screen } from '../../ui/screen'
import { Loading, TroubleView } from '../../ui/states'
import { Field } from './field'
import './index.css'
import { Submitted } from './submitted'

export default function FormPage() {
  const [name] = useState(() => queryOf('form') ?? 'register')
  const { reading, again } = useReading(useCallback(() => readForm(name), [name]))
  const [done, setDone] = useState(false)
  useShown(() => visited('pages/form/index'))

  if (done) return <Submitted />
  switch (reading.kind) {
    case 'loading':
      return (
        <Screen>
          <Loading />
        </Screen>
      )
    case 'trouble':
      return (
        <Screen>
          <TroubleView trouble={reading.trouble} onMend={() => void again()} />
        </Screen>
      )
    case 'read':
      return <Questions form={reading.value} onDone={() => setDone(true)} />
  }
}

function Questions({ form, onDone }: { form: FormDefinition; onDone: () => void }) {
  // The same answers sent twice over a weak network are one submission; changed answers are another.
  const act = useRef(newAct())
  const [typed, setTyped] = useState<Record<string, string>>({})
  const [problems, setProblems] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState<string | null>(null)

  function type(field: string, value: string) {
    act.current = newAct()
    setTyped((before) => ({ ...before, [field]: value }))
    setProblems(({ [field]: _mended, ...others }) => others)
  }

  async function submit() {
    const found = problemsOf(form, typed)
    setProblems(found)
    if (busy || Object.keys(found).length > 0) return
    setBusy(true)
    setSaid(null)
    const submission = { act: act.current, fields: fieldsToSend(form, typed) }
    const answer = await withToken((token) => submitForm(token, form.name, submission))
    setBusy(false)
    if (answer.ok) onDone()
    else setSaid(sayTrouble('提交', answer.trouble))
  }

  return (
    <Screen
      foot={
        <Primary label={busy ? '正在提交…' : form.submitLabel} onTap={() => void submit()} off={busy} mark="submit" />
      }
    >
      <View className="form-head">
        <Text className="form-title">{form.title}</Text>
        <Text className="secondary">{form.intro}</Text>
      </View>
      <View className="card rows">
        {form.fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={typed[field.name] ?? ''}
            problem={problems[field.name] ?? null}
            onType={(value) => type(field.name, value)}
          />
        ))}
      </View>
      {said !== null && <View className="banner banner-bad">{said}</View>}
      <Text className="form-privacy">提交后，您的信息只用于顾问与您联系，号码加密保存。</Text>
    </Screen>
  )
}
