import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import { useState } from 'react'
import { call } from '../../api/api'
import { Trouble } from '../../api/client'
import { BigButton } from '../../components/big-button'
import { StateTag } from '../../components/notice-card'
import { TroubleCard } from '../../components/trouble-card'
import { numbersOfHousehold } from '../call-numbers'
import { TellRow } from './tell-row'
import {
  counts,
  type Household,
  householdKey,
  type List,
  type Member,
  memberKey,
  rowFacts,
  sections,
  withMore,
} from './today'
import type { Notebook } from './use-notebook'

/** One outage in one village: how many know, then the committee, then the households still to tell. */
export function TodayList({ list, notebook }: { list: List; notebook: Notebook }) {
  const { outage, village, committee } = list
  const later = useLater(list)
  const rows = withMore(list.households, later.rows)
  const { affected, told, stillToTell, rate } = counts(list, rows, notebook.notes)
  const open = committee.filter((member) => !member.received)
  return (
    <>
      <View className="card">
        <StateTag state={outage.state} />
        <Text className="title">
          {village.name}　{outage.kindWords}
        </Text>
        <Text>{outage.times}</Text>
        <Text className="still">还要告知 {stillToTell} 户</Text>
        <Text className="quiet">
          共 {affected} 户，已知道 {told} 户，知晓率 {rate}
        </Text>
        <BigButton
          onTap={() => void Taro.navigateTo({ url: `/villager/outage/index?id=${outage.id}&village=${village.id}` })}
        >
          看通知、复制群文案
        </BigButton>
      </View>
      {open.length ? <Text className="section">村委会（最先告知）</Text> : null}
      {open.map((member) => (
        <MemberRow key={member.memberId} list={list} member={member} notebook={notebook} />
      ))}
      {sections(rows).map(({ heading, rows: inside }) => (
        <View key={heading}>
          <Text className="section">{heading}</Text>
          {inside.map((household) => (
            <HouseholdRow key={household.householdId} list={list} household={household} notebook={notebook} />
          ))}
        </View>
      ))}
      {later.left ? (
        <BigButton onTap={() => void later.read(lastOf(rows))}>再显示（还有 {later.left} 户）</BigButton>
      ) : null}
      {later.trouble ? <TroubleCard trouble={later.trouble} onAgain={() => void later.read(lastOf(rows))} /> : null}
      {stillToTell === 0 ? <Text className="good">✓ 这次停电，{village.name}都告知到了。</Text> : null}
    </>
  )
}

/** The next page begins after the last household read, wherever that one stands by then. */
const lastOf = (rows: readonly Household[]): string | undefined => rows.at(-1)?.householdId

/** The pages after the first, read when asked for. */
function useLater({ outage, village, more }: List) {
  const [rows, setRows] = useState<readonly Household[]>([])
  const [left, setLeft] = useState<number | null>(null)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const read = async (after: string | undefined) => {
    setTrouble(null)
    try {
      const query = { outageId: outage.id, villageId: village.id, after }
      const [page] = (await call('GET /today', { query })).lists
      setRows((before) => withMore(before, page?.households ?? []))
      setLeft(page?.more ?? 0)
    } catch (error) {
      setTrouble(error instanceof Trouble ? error : new Trouble(0, 'FAILED', '没有读到，请再试一次'))
    }
  }
  return { rows, left: left ?? more, trouble, read }
}

type RowProps = { list: List; notebook: Notebook }

function HouseholdRow({ list, household, notebook }: RowProps & { household: Household }) {
  const key = householdKey(list, household)
  const { name, phone, contacts } = household
  return (
    <TellRow
      name={name}
      phone={phone ?? (contacts ? `本户没有，有联系人 ${contacts} 个` : null)}
      facts={rowFacts(household)}
      noted={notebook.notes[key]}
      numbers={() => numbersOfHousehold(household.householdId)}
      onNote={(by, result) => notebook.noteHousehold(list, household, by, result)}
      onTakeBack={() => notebook.takeBack(key)}
    />
  )
}

function MemberRow({ list, member, notebook }: RowProps & { member: Member }) {
  const key = memberKey(list, member)
  const { village } = list
  const numbers = async () => {
    const params = { villageId: village.id, memberId: member.memberId }
    const { phone } = await call('GET /villages/:villageId/committee/:memberId/phone', { params })
    return [{ who: member.name, phone }]
  }
  return (
    <TellRow
      name={`${member.name}（${member.post}）`}
      phone={member.phone}
      facts={member.last ? [`上次：${member.last.words}（${member.last.name}）`] : []}
      noted={notebook.notes[key]}
      numbers={numbers}
      onNote={(by, result) => notebook.noteMember(list, member, by, result)}
      onTakeBack={() => notebook.takeBack(key)}
    />
  )
}
