import type { EntitySchema } from 'typeorm'
import { CommitteeReceiptTable, ContactTryTable, ToldTable } from '../../fulfilment/awareness/awareness.tables'
import { BroadcastTable, DeliveryTable, EarlyReportTable } from '../../fulfilment/deliveries/delivery.tables'
import { BindingAskTable, BindingTable } from '../../registry/bindings/binding.tables'
import { ImportFaultTable, ImportImageTable, ImportTable } from '../../registry/imports/import.tables'
import { CommitteeMemberTable, DutyTable, PairingTable } from '../../registry/liaisons/liaison.tables'
import { CareMarkTable, ContactTable, HouseholdTable } from '../../registry/people/household.tables'
import { StaffTable } from '../../registry/people/staff.tables'
import { ApiKeyTable, PersonTable, SessionTable, StaffTryTable } from '../../registry/sign-in/sign-in.tables'
import { StationTable } from '../../registry/stations/station.tables'
import { CreditMoveTable, CreditTable } from '../../registry/subscriptions/subscription.tables'
import {
  FeederTable,
  TransformerAreaTable,
  VillageGroupTable,
  VillageTable,
} from '../../registry/villages/village.tables'
import {
  OutageHouseholdTable,
  OutageIntervalTable,
  OutagePreviewTable,
  OutageScopeTable,
  OutageTable,
  OutageTextTable,
  OutageVillageTable,
} from '../../services/outages/outage.tables'
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
  StaffTryTable,
  ApiKeyTable,
  BindingTable,
  BindingAskTable,
  CreditTable,
  CreditMoveTable,
  ImportTable,
  ImportFaultTable,
  ImportImageTable,
  OutageTable,
  OutageIntervalTable,
  OutageScopeTable,
  OutageVillageTable,
  OutageTextTable,
  OutageHouseholdTable,
  OutagePreviewTable,
  DeliveryTable,
  BroadcastTable,
  EarlyReportTable,
  ToldTable,
  ContactTryTable,
  CommitteeReceiptTable,
] as never
