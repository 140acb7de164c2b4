import { View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { createContext, type PropsWithChildren, useContext, useMemo, useState } from 'react'
import { type PhoneTextSetting, TEXT_SIZES, type TextSize, textSizeFor } from '../../../shared/domain/text-size'
import { store } from '../api/store'
import { aria } from './aria'

const KEY = 'text-size'
const WORDS: Record<TextSize, string> = { 17: '标准', 20: '大字', 24: '长辈版', 30: '特大' }

type Choice = { size: TextSize; choose(size: TextSize): void }
const TextSizeContext = createContext<Choice>({ size: 17, choose: () => {} })
export const useTextSize = () => useContext(TextSizeContext)

/** Keeps the person's choice of text size; until there is one, the phone's own setting decides. */
export function TextSizeProvider({ children }: PropsWithChildren) {
  const [chosen, setChosen] = useState(() => store.get<TextSize>(KEY))
  const choice = useMemo<Choice>(() => {
    // Older clients do not tell their setting, and Taro's types do not know it.
    const setting = (Taro.getAppBaseInfo?.() ?? {}) as PhoneTextSetting
    const choose = (size: TextSize) => {
      store.set(KEY, size)
      setChosen(size)
    }
    return { size: textSizeFor(setting, chosen), choose }
  }, [chosen])
  return <TextSizeContext.Provider value={choice}>{children}</TextSizeContext.Provider>
}

/** Four sizes to tap, each written in its own size. */
export function TextSizeChooser() {
  const { size, choose } = useTextSize()
  return (
    <View className="choices">
      {TEXT_SIZES.map((each) => (
        <View
          key={each}
          className={`button choice text-${each}${each === size ? ' button-main' : ''}`}
          {...aria('radio', `字号：${WORDS[each]}`)}
          aria-checked={each === size ? 'true' : 'false'}
          onClick={() => choose(each)}
        >
          {WORDS[each]}
        </View>
      ))}
    </View>
  )
}
