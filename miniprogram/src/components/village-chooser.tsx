import { Input, Text, View } from '@tarojs/components'
import { useState } from 'react'
import { village } from '../api/api'
import { useRead } from '../api/use-read'
import { BigButton } from './big-button'
import { Shown } from './shown'

/** Rows drawn at a time: long lists are slow on old phones. */
const STEP = 20

/** The list of villages to choose from, once; a few letters of the name shorten it. */
export function VillageChooser() {
  const villages = useRead('GET /villages', { query: {} })
  const [words, setWords] = useState('')
  const [rows, setRows] = useState(STEP)
  return (
    <View className="card">
      <Text className="title">请选您的村</Text>
      <Text className="quiet">选一次就记住，以后可以再换。</Text>
      <Shown of={villages}>
        {(all) => {
          const found = all.filter(({ name }) => name.includes(words.trim()))
          return (
            <>
              {all.length > STEP ? (
                <Input
                  className="field"
                  placeholder="输入村名里的字"
                  aria-label="输入村名里的字"
                  onInput={(event) => setWords(event.detail.value)}
                />
              ) : null}
              {found.slice(0, rows).map((each) => (
                <BigButton key={each.id} onTap={() => village.choose(each)}>
                  {each.name}
                </BigButton>
              ))}
              {found.length ? null : <Text>没有这个村，请换个字，或打 95598 问一问。</Text>}
              {found.length > rows ? (
                <BigButton onTap={() => setRows(rows + STEP)}>
                  再显示 {Math.min(STEP, found.length - rows)} 个村
                </BigButton>
              ) : null}
            </>
          )
        }}
      </Shown>
    </View>
  )
}
