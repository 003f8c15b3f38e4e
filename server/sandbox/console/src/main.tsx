import { render } from 'preact'
import { Console } from './console.tsx'
import './styles.css'

const root = document.getElementById('root')
if (root !== null) render(<Console />, root)
