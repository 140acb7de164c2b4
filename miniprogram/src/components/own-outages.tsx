import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { RouteReply } from '../../../shared/contract/contract'
import { useRead } from '../api/use-read'
import { BigButton } from './big-button'

type Household = RouteReply<'GET /me/home'>['households'][number]

/** One's own households, the parents' in another village too, that nobody has answered 我知道了 for. */
export function OwnOutages() {
  const { reply } = useRead('GET /me/home', {})
  return (
    <>
      {unanswered(reply?.households ?? []).map(({ outage, household, count }) => (
        <View className="card" key={`${outage.id}:${household.village.id}`}>
          <Text>
            您绑定的{household.village.name}
            {count > 1 ? ` ${count} 户` : `${household.name}家`}会停电：{outage.times}
          </Text>
          <BigButton
            main
            onTap={() =>
              void Taro.navigateTo({
                url: `/villager/outage/index?id=${outage.id}&village=${household.village.id}`,
              })
            }
          >
            去点「我知道了」
          </BigButton>
        </View>
      ))}
    </>
  )
}

/** One entry an outage and village, with how many own households it is about. */
export function unanswered(households: readonly Household[]) {
  const found: { outage: Household['outages'][number]; household: Household; count: number }[] = []
  for (const household of households)
    for (const outage of household.outages) {
      if (outage.acknowledged) continue
      const same = found.find(
        (each) => each.outage.id === outage.id && each.household.village.id === household.village.id,
      )
      if (same) same.count += 1
      else found.push({ outage, household, count: 1 })
    }
  return found
}
