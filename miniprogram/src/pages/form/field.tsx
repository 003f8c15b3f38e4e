import { Input, Text, View } from '@tarojs/components'
import type { FormDefinition } from '../../../../shared/api/mini.ts'

type Props = {
  field: FormDefinition['fields'][number]
  value: string
  problem: string | null
  onType: (value: string) => void
}

export function Field({ field, value, problem, onType }: Props) {
  return (
    <View className="field">
      <Text className="field-label">
        {field.label}
        {!field.required && <Text className="secondary"> 选填</Text>}
      </Text>
      {field.kind === 'choice' ? (
        <View className="choices">
          {field.options.map((option) => (
            <View
              key={option}
              className={option === value ? 'choice choice-made' : 'choice'}
              ariaRole="radio"
              ariaLabel={option === value ? `${option}，已选` : option}
              onClick={() => onType(option === value && !field.required ? '' : option)}
            >
              {option}
            </View>
          ))}
        </View>
      ) : (
        <Input
          className={`field-input field-${field.name}`}
          name={field.name}
          type={field.kind === 'phone' ? 'number' : 'text'}
          maxlength={field.kind === 'phone' ? 20 : 500}
          placeholder={field.kind === 'phone' ? '11 位手机号' : `请填写${field.label}`}
          placeholderClass="field-placeholder"
          value={value}
          onInput={(event) => onType(event.detail.value)}
        />
      )}
      {problem !== null && <Text className="field-problem">{problem}</Text>}
    </View>
  )
}
