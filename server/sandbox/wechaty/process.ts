import { cannot } from '../acts/problem.ts'
import type { Simulation } from '../simulation.ts'
import type { BotPhase } from './state.ts'

/** The starter tells how it stands, and hears whether the process was wanted before the last stop. */
export function tellProcess(sim: Simulation, phase: BotPhase): { wanted: boolean } {
  sim.botPhase = phase
  sim.changed()
  return { wanted: sim.world.bot.wanted }
}

export function startProcess(sim: Simulation) {
  const { botPhase, askForBot } = sim
  if (botPhase === 'installing' || botPhase === 'starting') return
  if (botPhase === 'unoffered' || askForBot === null) {
    return cannot('bot.unoffered', '这样启动的沙盒不能自己启动个人号，请用 WECHATY_PUPPET=mock npm start')
  }
  sim.world.bot.wanted = true
  tellProcess(sim, 'starting')
  askForBot()
}
