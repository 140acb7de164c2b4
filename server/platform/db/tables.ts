import type { EntitySchema } from 'typeorm'
import { BindingTable } from '../../registry/bindings/binding.tables'
import { CommitteeMemberTable, DutyTable, PairingTable } from '../../registry/liaisons/liaison.tables'
import { CareMarkTable, ContactTable, HouseholdTable } from '../../registry/people/household.tables'
import { StaffTable } from '../../registry/people/staff.tables'
import { ApiKeyTable, PersonTable, SessionTable } from '../../registry/sign-in/sign-in.tables'
import { StationTable } from '../../registry/stations/station.tables'
import { CreditMoveTable, CreditTable } from '../../registry/subscriptions/subscription.tables'
import {
  FeederTable,
  TransformerAreaTable,
  VillageGroupTable,
  VillageTable,
} from '../../registry/villages/village.tables'
import { AuditTable, ClientRequestTable } from '../http/http.tables'
import { ClockworkTable, OutboxTable } from '../outbox/outbox.tables'
import { PlatformTokenTable } from '../wechat/wechat.tables'

/** Every table of the house. A room adds its own here; the drift test holds them against the migrations. */
export const tables: EntitySchema<never>[] = [
  ClientRequestTable,
  AuditTable,
  OutboxTable,
  ClockworkTable,
  PlatformTokenTable,
  StationTable,
  VillageTable,
  VillageGroupTable,
  FeederTable,
  TransformerAreaTable,
  HouseholdTable,
  ContactTable,
  CareMarkTable,
  StaffTable,
  PairingTable,
  CommitteeMemberTable,
  DutyTable,
  PersonTable,
  SessionTable,
  ApiKeyTable,
  BindingTable,
  CreditTable,
  CreditMoveTable,
] as never
