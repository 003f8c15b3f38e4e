import type { ComponentType } from 'react'

type Editor = ComponentType<{
  value: Record<string, unknown>
  onChange: (value: Record<string, unknown>) => void
}>

/** Hand-made forms by node type. Every other node's form is made from its schema; so far none needs more. */
export const editors: Record<string, Editor> = {}
