import type { Slack, SlackUser } from "@release-channels/sandbox";

/**
 * Links somebody's accounts as they would do it themselves: by signing in to GitHub.
 * @param channel of Slack, where they type
 */
export async function linkAccounts(
  slack: Slack,
  channel: string,
  { user, login }: { readonly user: SlackUser; readonly login: string },
): Promise<void> {
  await slack.type(user.id, channel, "/deploy link");
  const offer = await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === user.id && text.includes("/link?state="),
  );
  const address = /<(http[^|>]+)\|/.exec(offer.text)?.[1] ?? "";
  const away = await fetch(address.replaceAll("&amp;", "&"), { redirect: "manual" });
  const back = await fetch(`${away.headers.get("location")}&as=${login}`, { redirect: "manual" });
  const page = await (await fetch(back.headers.get("location") ?? "")).text();
  const code = /\/deploy link (\S+)</.exec(page)?.[1] ?? "";
  await slack.type(user.id, channel, `/deploy link ${code}`);
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === user.id && text.includes(`you are ${login} on GitHub`),
  );
}
