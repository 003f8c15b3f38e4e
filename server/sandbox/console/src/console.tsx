import { useEffect, useState } from 'preact/hooks'
import { type Code, type Opened, sandbox } from './api.ts'
import { Codes } from './codes.tsx'
import { ControlStrip } from './control-strip.tsx'
import { FollowerPhone, type FollowerTab } from './follower-phone.tsx'
import { LiveLog } from './live-log.tsx'
import { OrganisationPanel } from './organisation.tsx'
import { type Panel, PanelTabs } from './panel-tabs.tsx'
import { type Beside, StaffPhone, type StaffTab } from './staff-phone.tsx'
import { Troubles } from './troubles.tsx'
import { useSandbox } from './use-sandbox.ts'
import { Walk } from './walk.tsx'
import { aheadText, longDate } from './words.ts'

const POINTED_MS = 3000

export function Console() {
  const box = useSandbox()
  const [followerTab, setFollowerTab] = useState<FollowerTab>('oa')
  const [staffTab, setStaffTab] = useState<StaffTab>('app')
  const [beside, setBeside] = useState<Beside>('sidebar')
  const [panel, setPanel] = useState<Panel>('walk')
  const [kf, setKf] = useState<string | null>(null)
  const [miniUrl, setMiniUrl] = useState<string | null>(null)
  const [pointed, setPointed] = useState<string | null>(null)
  const who = box.state?.person?.id
  // Another follower is another phone.
  useEffect(() => {
    setMiniUrl(null)
    setFollowerTab('oa')
  }, [who])
  useEffect(() => {
    if (pointed === null) return
    const timer = setTimeout(() => setPointed(null), POINTED_MS)
    return () => clearTimeout(timer)
  }, [pointed])
  const scanned = (code: Code, opened: Opened | null) => {
    box.show(opened)
    if (code.sort === 'kf') {
      setKf(code.id)
      setFollowerTab('kf')
    } else setFollowerTab(code.sort === 'oa' ? 'oa' : code.sort === 'join-way' ? 'discover' : 'adviser')
  }
  const connected = box.state?.connected
  const apart =
    connected === undefined
      ? []
      : [
          ['公众号', connected.oa],
          ['小程序', connected.mini],
          ['企业微信', connected.wecom],
        ].filter(([, on]) => on === false)
  return (
    <div class="page">
      <header class="top">
        <h1>微路 · 沙盒控制台</h1>
        <span class="secondary">左手当粉丝，右手当销售；每一次点击都是真实的平台回调</span>
        {box.state === null ? null : (
          <span class="secondary time-now">
            {longDate(new Date(box.state.clock.now))} · {aheadText(box.state.clock.aheadMs)}
          </span>
        )}
        <nav>
          <a href="/admin/" target="weilu-admin">
            管理后台 ↗
          </a>
          <button
            type="button"
            class="small"
            onClick={() => void box.act(() => sandbox.reset(), '演示公司已恢复到最初')}
          >
            重置演示
          </button>
        </nav>
      </header>
      {box.problem !== null ? (
        <div class="banner danger" role="alert">
          <span>{box.problem}</span>
          <button type="button" class="small" onClick={() => void box.refresh()}>
            重试
          </button>
        </div>
      ) : apart.length > 0 ? (
        <div class="banner warning" role="status">
          {apart.map(([name]) => name).join('、')}
          还没有接入产品：回调发不出去。启动命令会自动接入，请稍等；也可以在管理后台「设置 → 账号」里接入。
        </div>
      ) : null}
      <main class="stage">
        <FollowerPhone
          box={box}
          tab={followerTab}
          setTab={setFollowerTab}
          miniUrl={miniUrl}
          openMini={setMiniUrl}
          kf={kf}
          chooseKf={setKf}
        />
        <div class="middle">
          <ControlStrip box={box} />
          <PanelTabs value={panel} choose={setPanel} troubled={(box.state?.faults.length ?? 0) > 0} />
          {panel === 'walk' ? (
            <Walk
              box={box}
              showFollower={setFollowerTab}
              showStaff={setStaffTab}
              pointAt={setPointed}
              openSidebar={() => {
                setStaffTab('chat')
                setBeside('sidebar')
              }}
              openMini={(url) => {
                setMiniUrl(url)
                setFollowerTab('mini')
              }}
            />
          ) : null}
          {panel === 'codes' ? <Codes box={box} scanned={scanned} /> : null}
          {panel === 'troubles' ? <Troubles box={box} /> : null}
          {panel === 'organisation' ? <OrganisationPanel box={box} /> : null}
          <LiveLog box={box} />
        </div>
        <StaffPhone
          box={box}
          tab={staffTab}
          setTab={setStaffTab}
          beside={beside}
          setBeside={setBeside}
          pointed={pointed}
        />
      </main>
      <div class="toasts" aria-live="polite">
        {box.toasts.map((toast) => (
          <div key={toast.id} class={toast.bad ? 'toast bad' : 'toast'}>
            {toast.text}
          </div>
        ))}
      </div>
    </div>
  )
}
