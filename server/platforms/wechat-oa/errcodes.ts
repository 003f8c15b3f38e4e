import type { Remedy } from '../errors.ts'

/** Official Account errcodes (facts A1.3, A4.4, A6.2). A number not listed needs a person: `fix-setup`. */
export const remedies: Readonly<Record<number, Remedy>> = {
  [-1]: 'retry-soon',
  40001: 'renew-token',
  40014: 'renew-token',
  42001: 'renew-token',
  45011: 'retry-soon',
  45009: 'wait-quota',
  40003: 'not-reachable',
  43004: 'not-reachable',
  43019: 'not-reachable',
  43101: 'not-reachable',
  46004: 'not-reachable',
  48002: 'not-reachable',
  45015: 'window-closed',
  45047: 'window-closed',
}
