import type { Check } from './check';
import { alarms } from './checks/alarms';
import { configurationSet } from './checks/configuration-set';
import { dns } from './checks/dns';
import { errors } from './checks/errors';
import { failedRecords } from './checks/failed-records';
import { functions } from './checks/functions';
import { identity } from './checks/identity';
import { mappings } from './checks/mappings';
import { push } from './checks/push';
import { role } from './checks/role';
import { sending } from './checks/sending';
import { sms } from './checks/sms';
import { tables } from './checks/tables';

/** In the order in which they are told: the way of a record. */
export const CHECKS: readonly Check[] = [
  mappings,
  functions,
  errors,
  role,
  tables,
  sending,
  identity,
  dns,
  configurationSet,
  sms,
  push,
  alarms,
  failedRecords,
];
