import { Segmented } from 'antd'
import { useChoice } from '../../ui/choice-list.tsx'
import { Page } from '../../ui/page.tsx'
import { settingsTabs } from '../accounts/words.ts'
import { useMay } from '../session/use-may.ts'
import { AttributesPanel } from './attributes-panel.tsx'
import { EventsPanel } from './events-panel.tsx'
import { ObjectsPanel } from './objects-panel.tsx'
import { SitesPanel } from './sites-panel.tsx'
import './data.css'

const panels = { attributes: AttributesPanel, objects: ObjectsPanel, events: EventsPanel, sites: SitesPanel }

/** What the company knows of its customers, defined by its own people. */
export function DataPage() {
  const may = useMay()
  const choice = useChoice('of', [
    { value: 'attributes', label: '客户属性' },
    { value: 'objects', label: '自定义对象' },
    { value: 'events', label: '事件' },
    { value: 'sites', label: '站点与 SDK' },
  ])
  const Panel = panels[choice.value]
  return (
    <Page title="设置" tabs={settingsTabs}>
      <div className="data-choice">
        <Segmented<string> value={choice.value} onChange={choice.choose} options={[...choice.choices]} />
      </div>
      <Panel mayEdit={may.change} />
    </Page>
  )
}
