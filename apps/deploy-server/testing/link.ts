import type { Slack, SlackUser } from "@release-channels/sandbox";

/** Who links their accounts. */
export interface Linking {
  readonly user: SlackUser;
  readonly login: string;
  /** Where an address leads on to, for whoever needs a browser of their own. */
  readonly follow?: (address: string) => Promise<string>;
}

/**
 * Links somebody's accounts as they would do it themselves: by signing in to GitHub.
 * @param channel of Slack, where they type
 */
export async function linkAccounts(
  slack: Slack,
  channel: string,
  { user, login, follow = redirectOf }: Linking,
): Promise<void> {
  await slack.type(user.id, channel, "/deploy link");
  const offer = await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === user.id && text.includes("/link?state="),
    `${user.name} is told "/link?state="`,
  );
  const address = /<(http[^|>]+)\|/.exec(offer.text)?.[1] ?? "";
  const signIn = await follow(address.replaceAll("&amp;", "&"));
  const page = await (await fetch(await follow(`${signIn}&as=${login}`))).text();
  const code = /\/deploy link (\S+)</.exec(page)?.[1] ?? "";
  await slack.type(user.id, channel, `/deploy link ${code}`);
  await slack.waitFor(
    ({ onlyFor, text }) => onlyFor === user.id && text.includes(`you are ${login} on GitHub`),
    `${user.name} is told "you are ${login} on GitHub"`,
  );
}

async function redirectOf(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: "manual" });
  return answer.headers.get("location") ?? "";
}
