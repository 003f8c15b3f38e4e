import type { Remedy } from '../errors.ts'

/** Mini-program errcodes (facts B1, B3, B4). A number not listed needs a person: `fix-setup`. */
export const remedies: Readonly<Record<number, Remedy>> = {
  [-1]: 'retry-soon',
  40001: 'renew-token',
  40014: 'renew-token',
  42001: 'renew-token',
  43108: 'retry-soon',
  45011: 'retry-soon',
  45009: 'wait-quota',
  40003: 'not-reachable',
  43101: 'not-reachable',
  45015: 'window-closed',
  45047: 'window-closed',
}
