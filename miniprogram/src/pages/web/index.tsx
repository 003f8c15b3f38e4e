import { WebView } from '@tarojs/components'
import { queryOf } from '../../platform'

/** Shows one web address; which ones may be shown is the account's list of business domains. */
export default function WebPage() {
  const url = queryOf('url') ?? ''
  return url.startsWith('https://') ? <WebView src={url} /> : null
}
