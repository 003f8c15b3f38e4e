import type { Remedy } from '../errors.ts'

/** WeCom errcodes (facts C1.3). A number not listed needs a person: `fix-setup`. */
export const remedies: Readonly<Record<number, Remedy>> = {
  [-1]: 'retry-soon',
  40001: 'renew-token',
  40014: 'renew-token',
  42001: 'renew-token',
  41096: 'retry-soon',
  45033: 'retry-soon',
  45009: 'wait-quota',
  40003: 'not-reachable',
  40096: 'not-reachable',
  43004: 'not-reachable',
  46004: 'not-reachable',
  60111: 'not-reachable',
  81013: 'not-reachable',
  82001: 'not-reachable',
  84061: 'not-reachable',
  41050: 'window-closed',
  41051: 'window-closed',
}
