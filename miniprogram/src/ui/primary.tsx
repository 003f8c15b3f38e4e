import { Button } from '@tarojs/components'

type Props = { label: string; onTap: () => void; off?: boolean; mark?: string }

/** The one button a page is for. `mark` names it for tests. */
export function Primary({ label, onTap, off = false, mark = '' }: Props) {
  return (
    <Button className={`primary ${off ? 'primary-off' : ''} ${mark}`} disabled={off} onClick={onTap}>
      {label}
    </Button>
  )
}
