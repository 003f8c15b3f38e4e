import { render } from 'preact'
import { cssVariables } from '../../shared/design-tokens.ts'
import { App } from './app.tsx'
import './styles.css'

for (const [name, value] of Object.entries(cssVariables())) document.documentElement.style.setProperty(name, value)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has lost its #root')
render(<App />, root)
