import { Text, View } from '@tarojs/components'
import { CallButton } from './call-button'
import type { CardPerson } from './contact'

export type PersonCardProps = {
  /** What they are to the village: 对接人, 今天代班. */
  post: string
  person: CardPerson
  /** A further line, e.g. until when. */
  note?: string
  main?: boolean
}

/** Who it is, what they do, and their number as text and as a button. */
export function PersonCard({ post, person, note, main }: PersonCardProps) {
  return (
    <View className="card">
      <Text className="quiet">{post}</Text>
      <Text className="title">{person.name}</Text>
      {person.team ? <Text className="quiet">{person.team}</Text> : null}
      {person.duties ? <Text className="quiet">{person.duties}</Text> : null}
      {note ? <Text className="quiet">{note}</Text> : null}
      {person.phone ? (
        <CallButton who={person.name} phone={person.phone} main={main} />
      ) : (
        <Text className="quiet">还没有登记电话</Text>
      )}
    </View>
  )
}
