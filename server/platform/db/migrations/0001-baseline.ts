import type { MigrationInterface, QueryRunner } from 'typeorm'
import { runStatements } from './sql-migration'

/** All tables of the first release, written by scripts/new-migration.ts from the table definitions. */
export class Baseline1764000000000 implements MigrationInterface {
  readonly name = 'Baseline1764000000000'

  async up(runner: QueryRunner): Promise<void> {
    await runStatements(runner, STATEMENTS)
  }

  async down(): Promise<void> {
    throw new Error('The baseline is not taken back: restore a backup instead.')
  }
}

const STATEMENTS = {
  mysql: [
    "CREATE TABLE `client_request` (`actor_id` varchar(40) NOT NULL, `request_key` varchar(64) NOT NULL, `route` varchar(120) NOT NULL, `input_hash` varchar(64) NOT NULL, `reply` text NOT NULL, `at` datetime(3) NOT NULL, INDEX `ix_client_request_at` (`at`), PRIMARY KEY (`actor_id`, `request_key`)) ENGINE=InnoDB",
    "CREATE TABLE `audit` (`seq` int NOT NULL AUTO_INCREMENT, `at` datetime(3) NOT NULL, `actor_id` varchar(40) NOT NULL, `actor_name` varchar(60) NOT NULL, `role` varchar(24) NOT NULL, `station_id` varchar(26) NULL, `action` varchar(120) NOT NULL, `subject_kind` varchar(40) NOT NULL, `subject_id` varchar(64) NOT NULL, `detail` text NOT NULL, `request_id` varchar(40) NOT NULL, `address` varchar(64) NOT NULL, INDEX `ix_audit_at` (`station_id`, `at`), INDEX `ix_audit_subject` (`subject_kind`, `subject_id`), PRIMARY KEY (`seq`)) ENGINE=InnoDB",
    "CREATE TABLE `outbox` (`seq` int NOT NULL AUTO_INCREMENT, `type` varchar(64) NOT NULL, `payload` text NOT NULL, `once_key` varchar(120) NULL, `attempts` int NOT NULL, `due_at` datetime(3) NOT NULL, `done_at` datetime(3) NULL, `parked_at` datetime(3) NULL, `last_error` varchar(500) NULL, `created_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_outbox_once` (`once_key`), INDEX `ix_outbox_due` (`done_at`, `parked_at`, `due_at`), PRIMARY KEY (`seq`)) ENGINE=InnoDB",
    "CREATE TABLE `clockwork` (`name` varchar(64) NOT NULL, `last_run_at` datetime(3) NOT NULL, `lease_until` datetime(3) NOT NULL, `holder` varchar(26) NOT NULL, PRIMARY KEY (`name`)) ENGINE=InnoDB",
    "CREATE TABLE `station` (`id` varchar(26) NOT NULL, `code` varchar(20) NOT NULL, `name` varchar(40) NOT NULL, `phone` varchar(20) NOT NULL, `province` varchar(20) NOT NULL, `rules` text NOT NULL, `created_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_station_code` (`code`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `village` (`id` varchar(26) NOT NULL, `station_id` varchar(26) NOT NULL, `name` varchar(40) NOT NULL, `committee_name` varchar(60) NOT NULL, `code` varchar(16) NOT NULL, `pilot` tinyint NOT NULL, `created_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_village_name` (`station_id`, `name`), UNIQUE INDEX `uq_village_code` (`code`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `village_group` (`id` varchar(26) NOT NULL, `village_id` varchar(26) NOT NULL, `name` varchar(20) NOT NULL, UNIQUE INDEX `uq_village_group_name` (`village_id`, `name`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `feeder` (`id` varchar(26) NOT NULL, `station_id` varchar(26) NOT NULL, `name` varchar(40) NOT NULL, UNIQUE INDEX `uq_feeder_name` (`station_id`, `name`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `transformer_area` (`id` varchar(26) NOT NULL, `station_id` varchar(26) NOT NULL, `feeder_id` varchar(26) NOT NULL, `village_id` varchar(26) NOT NULL, `code` varchar(20) NOT NULL, `name` varchar(40) NOT NULL, UNIQUE INDEX `uq_area_code` (`station_id`, `code`), INDEX `ix_area_feeder` (`feeder_id`), INDEX `ix_area_village` (`village_id`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `household` (`id` varchar(26) NOT NULL, `station_id` varchar(26) NOT NULL, `village_id` varchar(26) NOT NULL, `group_id` varchar(26) NULL, `area_id` varchar(26) NOT NULL, `account_no` varchar(20) NOT NULL, `name` varchar(60) NOT NULL, `address` varchar(120) NOT NULL, `meter_no` varchar(32) NOT NULL, `category` varchar(24) NOT NULL, `customer_kind` varchar(24) NOT NULL, `phone_sealed` varchar(400) NULL, `phone_hash` varchar(64) NULL, `free_quota` varchar(12) NULL, `important` tinyint NOT NULL, `version` int NOT NULL, `updated_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_household_account` (`station_id`, `account_no`), INDEX `ix_household_area` (`area_id`), INDEX `ix_household_village` (`village_id`, `group_id`), INDEX `ix_household_phone` (`phone_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `contact` (`id` varchar(26) NOT NULL, `household_id` varchar(26) NOT NULL, `name` varchar(30) NOT NULL, `relation` varchar(20) NOT NULL, `phone_sealed` varchar(400) NOT NULL, `phone_hash` varchar(64) NOT NULL, `created_by` varchar(40) NOT NULL, `created_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_contact_phone` (`household_id`, `phone_hash`), INDEX `ix_contact_phone` (`phone_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `care_mark` (`household_id` varchar(26) NOT NULL, `kind` varchar(20) NOT NULL, `life_support` tinyint NOT NULL, `source` varchar(20) NOT NULL, `consent_by` varchar(40) NULL, `consent_at` datetime(3) NULL, `consent_how` varchar(20) NULL, `marked_at` datetime(3) NOT NULL, PRIMARY KEY (`household_id`)) ENGINE=InnoDB",
    "CREATE TABLE `staff` (`id` varchar(26) NOT NULL, `station_id` varchar(26) NOT NULL, `number` varchar(20) NOT NULL, `name` varchar(30) NOT NULL, `team` varchar(20) NOT NULL, `duties` varchar(200) NOT NULL, `phone_sealed` varchar(400) NULL, `phone_hash` varchar(64) NULL, `account` varchar(40) NULL, `password_hash` varchar(200) NULL, `admin` tinyint NOT NULL, `active` tinyint NOT NULL, `created_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_staff_number` (`station_id`, `number`), UNIQUE INDEX `uq_staff_account` (`account`), INDEX `ix_staff_phone` (`phone_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `pairing` (`id` varchar(26) NOT NULL, `station_id` varchar(26) NOT NULL, `village_id` varchar(26) NOT NULL, `staff_id` varchar(26) NOT NULL, `since` datetime(3) NOT NULL, `until` datetime(3) NULL, `live_village` varchar(26) NULL, `live_staff` varchar(26) NULL, `exception_reason` varchar(200) NULL, `exception_until` varchar(10) NULL, `appointed_by` varchar(40) NOT NULL, `ended_by` varchar(40) NULL, `deputy_staff_id` varchar(26) NULL, `deputy_from` varchar(10) NULL, `deputy_until` varchar(10) NULL, UNIQUE INDEX `uq_pairing_village` (`live_village`), UNIQUE INDEX `uq_pairing_staff` (`live_staff`), INDEX `ix_pairing_village` (`village_id`, `since`), INDEX `ix_pairing_staff` (`staff_id`), INDEX `ix_pairing_deputy` (`deputy_staff_id`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `committee_member` (`id` varchar(26) NOT NULL, `village_id` varchar(26) NOT NULL, `name` varchar(30) NOT NULL, `post` varchar(20) NOT NULL, `phone_sealed` varchar(400) NOT NULL, `phone_hash` varchar(64) NOT NULL, `active` tinyint NOT NULL, `created_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_committee_member` (`village_id`, `phone_hash`), INDEX `ix_committee_phone` (`phone_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `duty` (`id` varchar(26) NOT NULL, `station_id` varchar(26) NOT NULL, `weekday` int NULL, `day` varchar(10) NULL, `staff_id` varchar(26) NOT NULL, UNIQUE INDEX `uq_duty_weekday` (`station_id`, `weekday`), UNIQUE INDEX `uq_duty_day` (`station_id`, `day`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `person` (`id` varchar(26) NOT NULL, `openid` varchar(64) NOT NULL, `unionid` varchar(64) NULL, `name` varchar(30) NOT NULL, `phone_sealed` varchar(400) NULL, `phone_hash` varchar(64) NULL, `created_at` datetime(3) NOT NULL, UNIQUE INDEX `uq_person_openid` (`openid`), INDEX `ix_person_phone` (`phone_hash`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `session` (`token_hash` varchar(64) NOT NULL, `via` varchar(24) NOT NULL, `person_id` varchar(26) NULL, `staff_id` varchar(26) NULL, `created_at` datetime(3) NOT NULL, `expires_at` datetime(3) NOT NULL, INDEX `ix_session_expires` (`expires_at`), PRIMARY KEY (`token_hash`)) ENGINE=InnoDB",
    "CREATE TABLE `api_key` (`id` varchar(26) NOT NULL, `staff_id` varchar(26) NOT NULL, `name` varchar(40) NOT NULL, `key_hash` varchar(64) NOT NULL, `created_at` datetime(3) NOT NULL, `last_used_at` datetime(3) NULL, `revoked_at` datetime(3) NULL, UNIQUE INDEX `uq_api_key_hash` (`key_hash`), INDEX `ix_api_key_staff` (`staff_id`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
    "CREATE TABLE `binding` (`id` varchar(26) NOT NULL, `person_id` varchar(26) NOT NULL, `household_id` varchar(26) NOT NULL, `state` varchar(24) NOT NULL, `ground` varchar(24) NULL, `relation` varchar(20) NOT NULL, `decided_by` varchar(40) NULL, `asked_at` datetime(3) NOT NULL, `decided_at` datetime(3) NULL, `live_key` varchar(60) NULL, UNIQUE INDEX `uq_binding_live` (`live_key`), INDEX `ix_binding_person` (`person_id`, `state`), INDEX `ix_binding_household` (`household_id`, `state`), PRIMARY KEY (`id`)) ENGINE=InnoDB",
  ],
  sqlite: [
    "CREATE TABLE \"client_request\" (\"actor_id\" varchar(40) NOT NULL, \"request_key\" varchar(64) NOT NULL, \"route\" varchar(120) NOT NULL, \"input_hash\" varchar(64) NOT NULL, \"reply\" text NOT NULL, \"at\" datetime(3) NOT NULL, PRIMARY KEY (\"actor_id\", \"request_key\"))",
    "CREATE INDEX \"ix_client_request_at\" ON \"client_request\" (\"at\") ",
    "CREATE TABLE \"audit\" (\"seq\" integer PRIMARY KEY AUTOINCREMENT NOT NULL, \"at\" datetime(3) NOT NULL, \"actor_id\" varchar(40) NOT NULL, \"actor_name\" varchar(60) NOT NULL, \"role\" varchar(24) NOT NULL, \"station_id\" varchar(26), \"action\" varchar(120) NOT NULL, \"subject_kind\" varchar(40) NOT NULL, \"subject_id\" varchar(64) NOT NULL, \"detail\" text NOT NULL, \"request_id\" varchar(40) NOT NULL, \"address\" varchar(64) NOT NULL)",
    "CREATE INDEX \"ix_audit_at\" ON \"audit\" (\"station_id\", \"at\") ",
    "CREATE INDEX \"ix_audit_subject\" ON \"audit\" (\"subject_kind\", \"subject_id\") ",
    "CREATE TABLE \"outbox\" (\"seq\" integer PRIMARY KEY AUTOINCREMENT NOT NULL, \"type\" varchar(64) NOT NULL, \"payload\" text NOT NULL, \"once_key\" varchar(120), \"attempts\" integer NOT NULL, \"due_at\" datetime(3) NOT NULL, \"done_at\" datetime(3), \"parked_at\" datetime(3), \"last_error\" varchar(500), \"created_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_outbox_once\" ON \"outbox\" (\"once_key\") ",
    "CREATE INDEX \"ix_outbox_due\" ON \"outbox\" (\"done_at\", \"parked_at\", \"due_at\") ",
    "CREATE TABLE \"clockwork\" (\"name\" varchar(64) PRIMARY KEY NOT NULL, \"last_run_at\" datetime(3) NOT NULL, \"lease_until\" datetime(3) NOT NULL, \"holder\" varchar(26) NOT NULL)",
    "CREATE TABLE \"station\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"code\" varchar(20) NOT NULL, \"name\" varchar(40) NOT NULL, \"phone\" varchar(20) NOT NULL, \"province\" varchar(20) NOT NULL, \"rules\" text NOT NULL, \"created_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_station_code\" ON \"station\" (\"code\") ",
    "CREATE TABLE \"village\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"station_id\" varchar(26) NOT NULL, \"name\" varchar(40) NOT NULL, \"committee_name\" varchar(60) NOT NULL, \"code\" varchar(16) NOT NULL, \"pilot\" tinyint NOT NULL, \"created_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_village_name\" ON \"village\" (\"station_id\", \"name\") ",
    "CREATE UNIQUE INDEX \"uq_village_code\" ON \"village\" (\"code\") ",
    "CREATE TABLE \"village_group\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"village_id\" varchar(26) NOT NULL, \"name\" varchar(20) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_village_group_name\" ON \"village_group\" (\"village_id\", \"name\") ",
    "CREATE TABLE \"feeder\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"station_id\" varchar(26) NOT NULL, \"name\" varchar(40) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_feeder_name\" ON \"feeder\" (\"station_id\", \"name\") ",
    "CREATE TABLE \"transformer_area\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"station_id\" varchar(26) NOT NULL, \"feeder_id\" varchar(26) NOT NULL, \"village_id\" varchar(26) NOT NULL, \"code\" varchar(20) NOT NULL, \"name\" varchar(40) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_area_code\" ON \"transformer_area\" (\"station_id\", \"code\") ",
    "CREATE INDEX \"ix_area_feeder\" ON \"transformer_area\" (\"feeder_id\") ",
    "CREATE INDEX \"ix_area_village\" ON \"transformer_area\" (\"village_id\") ",
    "CREATE TABLE \"household\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"station_id\" varchar(26) NOT NULL, \"village_id\" varchar(26) NOT NULL, \"group_id\" varchar(26), \"area_id\" varchar(26) NOT NULL, \"account_no\" varchar(20) NOT NULL, \"name\" varchar(60) NOT NULL, \"address\" varchar(120) NOT NULL, \"meter_no\" varchar(32) NOT NULL, \"category\" varchar(24) NOT NULL, \"customer_kind\" varchar(24) NOT NULL, \"phone_sealed\" varchar(400), \"phone_hash\" varchar(64), \"free_quota\" varchar(12), \"important\" tinyint NOT NULL, \"version\" integer NOT NULL, \"updated_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_household_account\" ON \"household\" (\"station_id\", \"account_no\") ",
    "CREATE INDEX \"ix_household_area\" ON \"household\" (\"area_id\") ",
    "CREATE INDEX \"ix_household_village\" ON \"household\" (\"village_id\", \"group_id\") ",
    "CREATE INDEX \"ix_household_phone\" ON \"household\" (\"phone_hash\") ",
    "CREATE TABLE \"contact\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"household_id\" varchar(26) NOT NULL, \"name\" varchar(30) NOT NULL, \"relation\" varchar(20) NOT NULL, \"phone_sealed\" varchar(400) NOT NULL, \"phone_hash\" varchar(64) NOT NULL, \"created_by\" varchar(40) NOT NULL, \"created_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_contact_phone\" ON \"contact\" (\"household_id\", \"phone_hash\") ",
    "CREATE INDEX \"ix_contact_phone\" ON \"contact\" (\"phone_hash\") ",
    "CREATE TABLE \"care_mark\" (\"household_id\" varchar(26) PRIMARY KEY NOT NULL, \"kind\" varchar(20) NOT NULL, \"life_support\" tinyint NOT NULL, \"source\" varchar(20) NOT NULL, \"consent_by\" varchar(40), \"consent_at\" datetime(3), \"consent_how\" varchar(20), \"marked_at\" datetime(3) NOT NULL)",
    "CREATE TABLE \"staff\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"station_id\" varchar(26) NOT NULL, \"number\" varchar(20) NOT NULL, \"name\" varchar(30) NOT NULL, \"team\" varchar(20) NOT NULL, \"duties\" varchar(200) NOT NULL, \"phone_sealed\" varchar(400), \"phone_hash\" varchar(64), \"account\" varchar(40), \"password_hash\" varchar(200), \"admin\" tinyint NOT NULL, \"active\" tinyint NOT NULL, \"created_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_staff_number\" ON \"staff\" (\"station_id\", \"number\") ",
    "CREATE UNIQUE INDEX \"uq_staff_account\" ON \"staff\" (\"account\") ",
    "CREATE INDEX \"ix_staff_phone\" ON \"staff\" (\"phone_hash\") ",
    "CREATE TABLE \"pairing\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"station_id\" varchar(26) NOT NULL, \"village_id\" varchar(26) NOT NULL, \"staff_id\" varchar(26) NOT NULL, \"since\" datetime(3) NOT NULL, \"until\" datetime(3), \"live_village\" varchar(26), \"live_staff\" varchar(26), \"exception_reason\" varchar(200), \"exception_until\" varchar(10), \"appointed_by\" varchar(40) NOT NULL, \"ended_by\" varchar(40), \"deputy_staff_id\" varchar(26), \"deputy_from\" varchar(10), \"deputy_until\" varchar(10))",
    "CREATE UNIQUE INDEX \"uq_pairing_village\" ON \"pairing\" (\"live_village\") ",
    "CREATE UNIQUE INDEX \"uq_pairing_staff\" ON \"pairing\" (\"live_staff\") ",
    "CREATE INDEX \"ix_pairing_village\" ON \"pairing\" (\"village_id\", \"since\") ",
    "CREATE INDEX \"ix_pairing_staff\" ON \"pairing\" (\"staff_id\") ",
    "CREATE INDEX \"ix_pairing_deputy\" ON \"pairing\" (\"deputy_staff_id\") ",
    "CREATE TABLE \"committee_member\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"village_id\" varchar(26) NOT NULL, \"name\" varchar(30) NOT NULL, \"post\" varchar(20) NOT NULL, \"phone_sealed\" varchar(400) NOT NULL, \"phone_hash\" varchar(64) NOT NULL, \"active\" tinyint NOT NULL, \"created_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_committee_member\" ON \"committee_member\" (\"village_id\", \"phone_hash\") ",
    "CREATE INDEX \"ix_committee_phone\" ON \"committee_member\" (\"phone_hash\") ",
    "CREATE TABLE \"duty\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"station_id\" varchar(26) NOT NULL, \"weekday\" integer, \"day\" varchar(10), \"staff_id\" varchar(26) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_duty_weekday\" ON \"duty\" (\"station_id\", \"weekday\") ",
    "CREATE UNIQUE INDEX \"uq_duty_day\" ON \"duty\" (\"station_id\", \"day\") ",
    "CREATE TABLE \"person\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"openid\" varchar(64) NOT NULL, \"unionid\" varchar(64), \"name\" varchar(30) NOT NULL, \"phone_sealed\" varchar(400), \"phone_hash\" varchar(64), \"created_at\" datetime(3) NOT NULL)",
    "CREATE UNIQUE INDEX \"uq_person_openid\" ON \"person\" (\"openid\") ",
    "CREATE INDEX \"ix_person_phone\" ON \"person\" (\"phone_hash\") ",
    "CREATE TABLE \"session\" (\"token_hash\" varchar(64) PRIMARY KEY NOT NULL, \"via\" varchar(24) NOT NULL, \"person_id\" varchar(26), \"staff_id\" varchar(26), \"created_at\" datetime(3) NOT NULL, \"expires_at\" datetime(3) NOT NULL)",
    "CREATE INDEX \"ix_session_expires\" ON \"session\" (\"expires_at\") ",
    "CREATE TABLE \"api_key\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"staff_id\" varchar(26) NOT NULL, \"name\" varchar(40) NOT NULL, \"key_hash\" varchar(64) NOT NULL, \"created_at\" datetime(3) NOT NULL, \"last_used_at\" datetime(3), \"revoked_at\" datetime(3))",
    "CREATE UNIQUE INDEX \"uq_api_key_hash\" ON \"api_key\" (\"key_hash\") ",
    "CREATE INDEX \"ix_api_key_staff\" ON \"api_key\" (\"staff_id\") ",
    "CREATE TABLE \"binding\" (\"id\" varchar(26) PRIMARY KEY NOT NULL, \"person_id\" varchar(26) NOT NULL, \"household_id\" varchar(26) NOT NULL, \"state\" varchar(24) NOT NULL, \"ground\" varchar(24), \"relation\" varchar(20) NOT NULL, \"decided_by\" varchar(40), \"asked_at\" datetime(3) NOT NULL, \"decided_at\" datetime(3), \"live_key\" varchar(60))",
    "CREATE UNIQUE INDEX \"uq_binding_live\" ON \"binding\" (\"live_key\") ",
    "CREATE INDEX \"ix_binding_person\" ON \"binding\" (\"person_id\", \"state\") ",
    "CREATE INDEX \"ix_binding_household\" ON \"binding\" (\"household_id\", \"state\") ",
  ],
}
