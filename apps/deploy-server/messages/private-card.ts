import type { ContextBlock, KnownBlock } from "@slack/types";
import type { ChannelTelling } from "./telling.ts";

/**
 * A request's card as it is shown to its asker alone, where the channel does not take it: its buttons work there as they
 * would in the channel, but for those that are another person's.
 */
export function privately({
  blocks,
  channel,
}: Pick<ChannelTelling, "blocks" | "channel">): readonly KnownBlock[] {
  const isForOthers = ({ action_id: action }: { readonly action_id?: string }): boolean =>
    action === "approve";
  const hidesSome = blocks.some((block) => block.type === "actions" && block.elements.some(isForOthers));
  const own = blocks.flatMap((block): readonly KnownBlock[] => {
    if (block.type !== "actions") return [block];
    const elements = block.elements.filter((element) => !isForOthers(element));
    return elements.length === 0 ? [] : [{ ...block, elements }];
  });
  const why = `Only you see this: <#${channel}> does not take the app's messages, or this one was deleted there.`;
  const next = ` Nobody else can approve it here: invite the app to <#${channel}>, cancel this, and ask there again.`;
  const text = hidesSome ? why + next : why;
  const line: ContextBlock = { type: "context", elements: [{ type: "mrkdwn", text }] };
  return [...own, line];
}
