import { expect, test } from 'vitest'
import { colour, cssVariables, textOnGround } from '../../../../shared/design-tokens.ts'

const linear = (value: number) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

test.each(textOnGround)('%s on %s passes WCAG AA', (text, ground) => {
  expect(contrast(colour[text], colour[ground])).toBeGreaterThanOrEqual(4.5)
})

test('every token has a CSS variable in kebab case', () => {
  expect(cssVariables()).toMatchObject({ '--ink': '#1F2329', '--brand-text': '#067A44', '--radius-card': '12px' })
})
