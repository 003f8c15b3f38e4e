import { Button, Input } from 'antd'
import { useState } from 'react'
import { KfLink, KfScene } from '../../../../../shared/api/kf.ts'
import { ask } from '../../api.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { FormField, fieldAria } from '../../ui/form-field.tsx'
import { useTold } from '../../ui/use-told.ts'

/** The address by which customers come; its scene tells later where they came from. */
export function DeskLink({ account, desk }: { account: string; desk: string }) {
  const told = useTold()
  const [scene, setScene] = useState('')
  const [link, setLink] = useState<{ url: string; scene: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const problem = KfScene.safeParse(scene.trim()).error?.issues[0]?.message ?? null
  const name = `scene-${desk}`
  const hint = '可不填。用来区分客户从哪里来，例如 menu、article-3'
  const make = () => {
    const wanted = scene.trim()
    setBusy(true)
    ask(
      { method: 'POST', path: `/accounts/${account}/kf/${encodeURIComponent(desk)}/link`, body: { scene: wanted } },
      KfLink,
    )
      .then(({ url }) => setLink({ url, scene: wanted }))
      .catch((error: unknown) => told.failed('没有取到链接', error))
      .finally(() => setBusy(false))
  }
  return (
    <div>
      <h3 className="kf-part-title">客服链接</h3>
      <FormField name={name} label="场景值" hint={hint} problem={problem}>
        <div className="input-row">
          <Input
            id={name}
            value={scene}
            maxLength={40}
            {...fieldAria(name, { hint, problem })}
            onChange={({ target }) => setScene(target.value)}
          />
          <Button onClick={make} loading={busy} disabled={problem !== null}>
            取链接
          </Button>
        </div>
      </FormField>
      {link !== null && <CopyLine label={link.scene === '' ? '链接' : `链接（${link.scene}）`} value={link.url} />}
    </div>
  )
}
