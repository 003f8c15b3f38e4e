import type { ThemeConfig } from 'antd'
import { colour, cssVariables, radius, shadow, type } from '../../../../shared/design-tokens.ts'

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colour.link,
    colorLink: colour.link,
    colorInfo: colour.link,
    colorSuccess: colour.success,
    colorWarning: colour.warning,
    colorError: colour.danger,
    colorText: colour.ink,
    colorTextSecondary: colour.secondary,
    colorTextTertiary: colour.secondary,
    colorTextDescription: colour.secondary,
    colorTextPlaceholder: '#757B84',
    colorBorder: '#D0D3D9',
    colorBorderSecondary: colour.hairline,
    colorBgLayout: colour.page,
    borderRadius: radius.control,
    borderRadiusLG: radius.card,
    fontFamily: type.family,
    fontSize: type.body.size,
    lineHeight: type.body.line / type.body.size,
    boxShadow: shadow.float,
    boxShadowSecondary: shadow.float,
    motionDurationFast: '0.1s',
    motionDurationMid: '0.15s',
    motionDurationSlow: '0.2s',
  },
  components: { Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' } },
}

/** Hands the tokens to the style sheets. */
export function applyTokens(root: HTMLElement): void {
  for (const [name, value] of Object.entries(cssVariables())) root.style.setProperty(name, value)
}
