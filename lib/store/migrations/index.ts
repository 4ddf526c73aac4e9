import { start } from "./0001-start.ts";
import { chores } from "./0002-chores.ts";
import { configs } from "./0003-configs.ts";
import { reconciliations } from "./0004-reconciliations.ts";
import { syncs } from "./0005-syncs.ts";
import { inboxInTurn } from "./0006-inbox-in-turn.ts";
import { previews } from "./0007-previews.ts";
import { allowances } from "./0008-allowances.ts";
import { fluxEvents } from "./0009-flux-events.ts";
import { dispatches } from "./0010-dispatches.ts";
import { reports } from "./0011-reports.ts";
import { waitingDispatches } from "./0012-waiting-dispatches.ts";
import { countedMessages } from "./0013-counted-messages.ts";
import { dispatchBases } from "./0014-dispatch-bases.ts";
import type { Migration } from "./migration.ts";

/** All migrations, from the first on. A new one is put at the end, and its checksum into `released.json`. */
export const MIGRATIONS: readonly Migration[] = [
  start,
  chores,
  configs,
  reconciliations,
  syncs,
  inboxInTurn,
  previews,
  allowances,
  fluxEvents,
  dispatches,
  reports,
  waitingDispatches,
  countedMessages,
  dispatchBases,
];
