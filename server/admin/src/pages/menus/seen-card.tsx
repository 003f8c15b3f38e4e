import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccountSummary } from '../../../../../shared/api/accounts.ts'
import { type Menus, SeenMenu } from '../../../../../shared/api/menus.ts'
import { ask, told } from '../../api.ts'
import { FormField } from '../../ui/form-field.tsx'
import { Card } from '../../ui/page.tsx'
import { PersonPick } from '../../ui/person-pick.tsx'
import { Bones } from '../../ui/states.tsx'
import { MenuPreview } from './menu-preview.tsx'
import { ruleWords } from './menu-words.ts'

/** Which menu one follower sees, asked of the platform itself. */
export function SeenCard({ account, menus }: { account: AccountSummary; menus: Menus }) {
  const [contact, setContact] = useState<string | null>(null)
  const seen = useQuery({
    queryKey: ['/accounts', account.id, 'menus', 'seen', contact],
    queryFn: () => ask({ path: `/accounts/${account.id}/menus/seen`, query: { contact } }, SeenMenu),
    enabled: contact !== null,
    retry: false,
  })
  return (
    <Card title="看看某位粉丝的菜单">
      <FormField name="menu-seen-by" label="粉丝">
        <PersonPick id="menu-seen-by" value={contact} onChange={setContact} />
      </FormField>
      {contact !== null && seen.isFetching && <Bones lines={2} />}
      {contact !== null && seen.error !== null && !seen.isFetching && (
        <p className="bad" role="alert">
          {told(seen.error).message}
        </p>
      )}
      {contact !== null && seen.data !== undefined && !seen.isFetching && (
        <>
          <p role="status">{whichWords(seen.data, menus)}</p>
          <MenuPreview label="这位粉丝的菜单" buttons={seen.data.buttons} />
        </>
      )}
    </Card>
  )
}

function whichWords(seen: SeenMenu, menus: Menus): string {
  if (seen.standard) return '看到的是默认菜单。'
  const menu = menus.conditional.find(({ id }) => id === seen.menu)
  return menu === undefined ? '看到的是下面这套个性化菜单。' : `看到的是个性化菜单：${ruleWords(menu)}。`
}
