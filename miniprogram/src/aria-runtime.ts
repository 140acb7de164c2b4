// Loaded by the weapp build before any page (config/aria.ts).
import { mergeInternalComponents } from '@tarojs/shared'
import { ARIA } from './aria-attributes'

mergeInternalComponents(ARIA)
