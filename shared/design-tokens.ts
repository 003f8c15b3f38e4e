/** The one source of how every face looks. Each face makes its own theme or style sheet from it. */
export const colour = {
  ink: '#1F2329',
  secondary: '#646A73',
  hairline: '#E5E6EB',
  page: '#F5F6F8',
  card: '#FFFFFF',
  /** Areas, icons and bars. White text on it is too faint: use `brandText` under or as text. */
  brand: '#07A35A',
  brandText: '#067A44',
  link: '#1664FF',
  warning: '#D96B00',
  warningText: '#A85200',
  danger: '#D4380D',
  success: '#07A35A',
  /** Quiet grounds for labels, each with its text colour above. */
  brandGround: '#E8F7EF',
  linkGround: '#EAF1FF',
  warningGround: '#FFF3E5',
  dangerGround: '#FDEDE8',
} as const

/** Pairs of text and ground that occur; each passes WCAG AA (4.5 : 1). */
export const textOnGround: readonly (readonly [text: keyof typeof colour, ground: keyof typeof colour])[] = [
  ['ink', 'card'],
  ['ink', 'page'],
  ['secondary', 'card'],
  ['secondary', 'page'],
  ['link', 'card'],
  ['card', 'link'],
  ['brandText', 'card'],
  ['card', 'brandText'],
  ['brandText', 'brandGround'],
  ['warningText', 'card'],
  ['warningText', 'warningGround'],
  ['danger', 'card'],
  ['card', 'danger'],
]

export const radius = { control: 8, card: 12 } as const

/** Spacing goes in fours. */
export const space = { xs: 4, s: 8, m: 12, l: 16, xl: 24, xxl: 32 } as const

export const type = {
  family: '-apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
  body: { size: 14, line: 22 },
  secondary: { size: 12, line: 20 },
  title: { size: 20, line: 28 },
} as const

/** What floats has a shadow; nothing else has. */
export const shadow = { float: '0 6px 24px rgba(31, 35, 41, 0.14)' } as const

export const motion = { milliseconds: 160 } as const

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The tokens as CSS custom properties: `--ink`, `--brand-text`, `--radius-card`, `--space-l` … */
export function cssVariables(): Record<string, string> {
  return {
    ...Object.fromEntries(Object.entries(colour).map(([name, value]) => [`--${kebab(name)}`, value])),
    ...Object.fromEntries(Object.entries(radius).map(([name, value]) => [`--radius-${name}`, `${value}px`])),
    ...Object.fromEntries(Object.entries(space).map(([name, value]) => [`--space-${name}`, `${value}px`])),
    '--font': type.family,
    '--shadow-float': shadow.float,
    '--motion': `${motion.milliseconds}ms`,
  }
}
