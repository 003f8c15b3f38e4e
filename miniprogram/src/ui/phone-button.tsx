import { Button } from '@tarojs/components'
import { inWeChat, phoneCodeOfHost } from '../platform'

type Props = { label: string; busy: boolean; onCode: (code: string | null) => void }

/** WeChat gives a phone number only to a button of its own kind (facts B3); elsewhere the host is asked on tap. */
export function PhoneButton({ label, busy, onCode }: Props) {
  if (inWeChat) {
    return (
      <Button
        className={busy ? 'primary primary-off' : 'primary'}
        disabled={busy}
        openType="getPhoneNumber"
        onGetPhoneNumber={(event) => onCode(event.detail.code || null)}
      >
        {label}
      </Button>
    )
  }
  return (
    <Button
      className={busy ? 'primary primary-off' : 'primary'}
      disabled={busy}
      onClick={() => void phoneCodeOfHost().then(onCode)}
    >
      {label}
    </Button>
  )
}
