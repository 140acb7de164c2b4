import { Text } from '@tarojs/components'
import type { RouteReply } from '../../../shared/contract/contract'

export type OwnHousehold = RouteReply<'GET /me'>['households'][number]

/** 王**（东关村，儿子），户号 ******0004: enough to know which of one's households it is. */
export function HouseholdWords({ name, accountNo, village, relation }: OwnHousehold) {
  return (
    <>
      <Text className="title">{name}</Text>
      <Text className="quiet">
        {village.name}　关系：{relation}
      </Text>
      <Text className="quiet">户号 {accountNo}</Text>
    </>
  )
}
