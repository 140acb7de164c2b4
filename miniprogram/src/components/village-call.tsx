import { useRead } from '../api/use-read'
import { CallButton } from './call-button'
import { onCallToday } from './contact'

/** Calls whoever serves this village today; the hotline where nobody is known. */
export function VillageCall({ villageId }: { villageId: string }) {
  const { reply } = useRead('GET /villages/:villageId/liaison', { params: { villageId } })
  const { post, person } = onCallToday(reply ?? { liaison: null, deputy: null, dutyManager: null })
  return person?.phone ? (
    <CallButton who={`${post}${person.name}`} phone={person.phone} />
  ) : (
    <CallButton who="95598" phone="95598" note="24小时供电服务热线" />
  )
}
