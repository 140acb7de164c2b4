import { View } from '@tarojs/components'
import { CALL_RESULT_WORDS, CALL_RESULTS, type CallResult } from '../../../shared/domain/channel'
import { BigButton } from '../components/big-button'

/** The four results of a call, large, the good one first. */
export function ResultButtons({ who, onResult }: { who: string; onResult(result: CallResult): void }) {
  return (
    <View className="results">
      {CALL_RESULTS.map((result) => (
        <BigButton
          key={result}
          main={result === 'told'}
          label={`${who}：${CALL_RESULT_WORDS[result]}`}
          onTap={() => onResult(result)}
        >
          {CALL_RESULT_WORDS[result]}
        </BigButton>
      ))}
    </View>
  )
}
