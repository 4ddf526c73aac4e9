import type { ClaimedEntry } from "../../../lib/store/inbox.ts";
import type { Db } from "../../../lib/store/store.ts";
import { escaped } from "../messages/text.ts";
import { textAt } from "../narrow.ts";
import { clickerIn } from "./click.ts";
import { typerIn } from "./command.ts";
import { readSubmission } from "./form/submission.ts";
import { putReply, type Typed } from "./reply.ts";

/** Tells whoever has typed, clicked or submitted something that it was tried in vain, and is not tried again. */
export async function tellGivenUp(db: Db, entry: ClaimedEntry, because: string): Promise<void> {
  const asked = askerOf(entry);
  if (asked === undefined) return;
  const { typed, what } = asked;
  await putReply(
    db,
    { entry, typed },
    `${what} could not be dealt with in ${entry.attempts} attempts, and is given up: ${escaped(because)}. Look at \`/deploy status\`, and do it again once that is mended; whoever runs the deploy server finds it as entry ${entry.id} in the log.`,
  );
}

/** Undefined for what no person has sent. */
function askerOf({
  source,
  kind,
  payload,
}: ClaimedEntry): { readonly typed: Typed; readonly what: string } | undefined {
  switch (`${source} ${kind}`) {
    case "slack command":
      return { typed: typerIn(payload), what: `\`/deploy ${escaped(textAt(payload, "text") ?? "")}\`` };
    case "slack interaction":
      return { typed: clickerIn(payload), what: "Your click" };
    case "slack submission": {
      const clicker = clickerIn(payload);
      const place = readSubmission(payload)?.place ?? clicker.channel;
      return { typed: { ...clicker, channel: place }, what: "Your form" };
    }
    default:
      return undefined;
  }
}
