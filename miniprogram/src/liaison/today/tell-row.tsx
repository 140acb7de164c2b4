import { Text, View } from '@tarojs/components'
import type { ReactNode } from 'react'
import type { CallResult } from '../../../../shared/domain/channel'
import { usePending } from '../../api/api'
import { aria } from '../../components/aria'
import { BigButton } from '../../components/big-button'
import { CallButton } from '../../components/call-button'
import { TroubleCard } from '../../components/trouble-card'
import { type CallableNumber, useNumbers } from '../call-numbers'
import { ResultButtons } from '../result-buttons'
import { type By, type Noted, notedWords } from './today'

export type TellRowProps = {
  name: string
  /** Masked; null where there is no number at all. */
  phone: string | null
  facts: readonly string[]
  noted?: Noted
  numbers(): Promise<CallableNumber[]>
  onNote(by: By, result: CallResult): void
  onTakeBack(): void
}

/** Somebody to tell: call or say it face to face; after a call the four results; what was noted can be taken back. */
export function TellRow({ name, phone, facts, noted, numbers, onNote, onTakeBack }: TellRowProps) {
  const calling = useNumbers(numbers)
  const open = calling.numbers
  const note = (by: By, result: CallResult) => {
    calling.close()
    onNote(by, result)
  }
  const told = noted?.result === 'told'
  return (
    <View className={told ? 'row row-told' : 'row'}>
      <Text className="row-name">{name}</Text>
      <Text className="row-phone">{phone ?? '没有电话'}</Text>
      {told ? null : facts.map((fact) => <Fact key={fact}>{fact}</Fact>)}
      {noted ? <NotedLine noted={noted} onTakeBack={onTakeBack} /> : null}
      {open && !told ? (
        <View className="question" {...aria('status')}>
          {open.length > 1 ? open.map((each) => <CallButton key={each.phone} {...each} />) : null}
          {open.length ? <Text>给{name}打完电话了吗？结果是：</Text> : <Text>没有登记电话，请当面告知。</Text>}
          {open.length ? <ResultButtons who={name} onResult={(result) => note('call', result)} /> : null}
          <BigButton onTap={calling.close}>没打，收起</BigButton>
        </View>
      ) : null}
      {open || told ? null : (
        <View className="row-buttons">
          {phone ? (
            <BigButton main label={`打电话给${name}`} onTap={() => void calling.dial()}>
              ☎ 打电话
            </BigButton>
          ) : null}
          <BigButton label={`${name}：当面告知`} onTap={() => note('visit', 'told')}>
            当面告知
          </BigButton>
        </View>
      )}
      {calling.trouble ? <TroubleCard trouble={calling.trouble} onAgain={() => void calling.dial()} /> : null}
    </View>
  )
}

const Fact = ({ children }: { children: ReactNode }) => <Text className="row-fact">{children}</Text>

/** What was noted, and how far it got; it can be taken back until it is on its way. */
function NotedLine({ noted, onTakeBack }: { noted: Noted; onTakeBack(): void }) {
  const item = usePending().find(({ id }) => id === noted.pendingId)
  const words = notedWords(noted)
  if (!item)
    return (
      <Text className="good" {...aria('status')}>
        ✓ {words}，已上传
      </Text>
    )
  return (
    <View className="row-noted">
      <Text className="good" {...aria('status')}>
        ✓ {words}
        {item.heldUntil === undefined ? '，待上传' : ''}
      </Text>
      {item.refused === undefined ? <BigButton onTap={onTakeBack}>点错了，撤回</BigButton> : null}
    </View>
  )
}
