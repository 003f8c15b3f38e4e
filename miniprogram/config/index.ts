import path from 'node:path'
import { defineConfig } from '@tarojs/cli'

const shared = path.resolve(__dirname, '../../shared')
const target = process.env.TARO_ENV === 'h5' ? 'h5' : 'weapp'
// A mini-program has no address of its own: where its server lives must be known when it is built.
const server = process.env.TARO_APP_SERVER ?? ''
if (target === 'weapp' && server === '') {
  console.warn('TARO_APP_SERVER is empty: this build finds its server only in a test.')
}

/** The little of webpack-chain we use. */
type Chain = {
  resolve: { alias: { set(name: string, path: string): unknown } }
  performance: { hints(on: boolean): unknown }
  optimization: { splitChunks(how: object): unknown }
}
/** shared/ would otherwise find the workspace's own copy of zod. */
const oneZod = (chain: Chain) => {
  chain.resolve.alias.set('zod$', path.resolve(__dirname, '../node_modules/zod'))
  chain.performance.hints(false)
}
const include = [(file: string) => file.startsWith(shared)]

export default defineConfig({
  projectName: 'weilu',
  date: '2026-11-22',
  designWidth: 750,
  deviceRatio: { 750: 1, 375: 2, 640: 1.17, 828: 0.905 },
  sourceRoot: 'src',
  outputRoot: `dist/${target}`,
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  defineConstants: { SERVER_URL: JSON.stringify(target === 'h5' ? '' : server) },
  mini: {
    compile: { include },
    optimizeMainPackage: { enable: true },
    webpackChain: oneZod,
  },
  h5: {
    publicPath: '/mini/',
    router: { mode: 'hash' },
    compile: { include },
    webpackChain(chain: Chain) {
      oneZod(chain)
      // Otherwise every page carries its own copy of zod and of Taro's components.
      chain.optimization.splitChunks({ chunks: 'all', minSize: 20_000 })
    },
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'js/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      ignoreOrder: true,
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
  },
})
