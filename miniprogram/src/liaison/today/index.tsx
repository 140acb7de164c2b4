import { Text } from '@tarojs/components'
import { useSession } from '../../api/api'
import { useRead } from '../../api/use-read'
import { Empty } from '../../components/empty'
import { PendingBadge } from '../../components/pending-badge'
import { Screen } from '../../components/screen'
import { Shown } from '../../components/shown'
import { SignInCard } from '../../components/sign-in-card'
import { listKey } from './today'
import { TodayList } from './today-list'
import { useNotebook } from './use-notebook'
import './index.css'

export default function TodayPage() {
  const session = useSession()
  return <Screen>{session ? <Today /> : <SignInCard words="对接人员请先登录。" />}</Screen>
}

function Today() {
  const today = useRead('GET /today', { query: {} })
  const notebook = useNotebook()
  return (
    <>
      <PendingBadge />
      <Shown of={today}>
        {({ lists }) =>
          lists.length ? (
            lists.map((list) => <TodayList key={listKey(list)} list={list} notebook={notebook} />)
          ) : (
            <Empty words="您的村现在没有要告知的停电。" />
          )
        }
      </Shown>
      <Text className="quiet">每次看完整号码都会留下记录；退出登录后，手机上不留任何资料。</Text>
    </>
  )
}
