/** @jest-config-loader esbuild-register */
import type { Config } from 'jest'

// Packages published as ES modules only: Jest's require() cannot load them on Node 20, so swc turns them into CommonJS.
const esm = [
  'typebox',
  'cookie',
  'content-disposition',
  'hucre',
  'ulid',
  '@scalar',
  'github-slugger',
  'glass-easel',
  'glass-easel-miniprogram-adapter',
]
// Only the last node_modules segment counts: a nested copy has two of them.
const transformIgnorePatterns = [`/node_modules/(?!.*/node_modules/)(?!(?:${esm.join('|')})/)`]

const swc = (react = false): [string, Record<string, unknown>] => [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx: react },
      target: 'es2022',
      keepClassNames: true,
      ...(react ? { transform: { react: { runtime: 'automatic' } } } : {}),
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
]

const node = {
  testEnvironment: 'node',
  transform: { '\\.(m?[jt]s)$': swc(), '\\.tsx$': swc(true) },
  transformIgnorePatterns,
}
/** Tests that need a browser run with those of the H5 build. */
const browserTests = '\\.browser\\.test\\.ts$'
const rooms = [
  '<rootDir>/server/*.test.ts',
  '<rootDir>/server/{registry,services,fulfilment,testing}/**/*.test.ts',
  '<rootDir>/server/platform/{db,http,outbox,wechat,sms,prints}/**/*.test.ts',
]

const config: Config = {
  testTimeout: 60_000,
  projects: [
    { ...node, displayName: 'shared', testMatch: ['<rootDir>/shared/**/*.test.ts'] },
    { ...node, displayName: 'scripts', testMatch: ['<rootDir>/scripts/**/*.test.ts'] },
    { ...node, displayName: 'sandbox', testMatch: ['<rootDir>/server/sandbox/**/*.test.ts'] },
    {
      ...node,
      displayName: 'platform',
      testMatch: ['<rootDir>/server/platform/*.test.ts', '<rootDir>/server/platform/sheets/**/*.test.ts'],
    },
    // Every room's journeys run twice: on the embedded database and on MySQL/MariaDB.
    {
      ...node,
      displayName: 'sqlite',
      testMatch: rooms,
      testPathIgnorePatterns: ['/node_modules/', browserTests],
      setupFiles: ['<rootDir>/server/testing/on-sqlite.ts'],
    },
    {
      ...node,
      displayName: 'mysql',
      testMatch: rooms,
      testPathIgnorePatterns: ['/node_modules/', browserTests],
      setupFiles: ['<rootDir>/server/testing/on-mysql.ts'],
    },
    {
      displayName: 'miniprogram',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/miniprogram/src/**/*.test.{ts,tsx}'],
      transform: { '\\.(m?[jt]sx?)$': swc(true) },
      transformIgnorePatterns,
      moduleNameMapper: {
        '\\.css$': '<rootDir>/miniprogram/test/stub-style.cjs',
        '\\.(png|jpg|svg)$': '<rootDir>/miniprogram/test/stub-file.cjs',
        '^@tarojs/taro$': '<rootDir>/miniprogram/test/mock-taro.ts',
        '^@tarojs/components$': '<rootDir>/miniprogram/test/mock-components.tsx',
      },
    },
    {
      ...node,
      displayName: 'weapp',
      testMatch: ['<rootDir>/miniprogram/test-weapp/**/*.test.ts'],
      setupFiles: ['<rootDir>/server/testing/on-sqlite.ts'],
    },
    {
      ...node,
      displayName: 'h5',
      testMatch: ['<rootDir>/miniprogram/test-h5/**/*.test.ts', '<rootDir>/server/**/*.browser.test.ts'],
      setupFiles: ['<rootDir>/server/testing/on-sqlite.ts'],
    },
  ],
}
export default config
