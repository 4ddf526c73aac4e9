import type { AppsManifestCreateArguments } from "@slack/web-api";

/** What creates the Slack app in one paste. */
export type SlackManifest = AppsManifestCreateArguments["manifest"];

/** What the bot's token may do: no more than the methods that the server calls ask for. */
export const BOT_SCOPES = ["chat:write", "commands", "im:write", "users:read"] as const;

/**
 * What makes one thing better: a message whose arrival nobody has noted, because the server ended just then, is found
 * again instead of posted twice. It also lets whoever steals the token read the channels that the bot is in.
 */
export const OPTIONAL_SCOPES = ["channels:history", "groups:history"] as const;

/** The slash command. */
export const COMMAND = "/deploy";

/** Where Slack sends what people type and click. */
export const SLACK_PATHS = { commands: "/slack/commands", interactions: "/slack/interactions" } as const;

/**
 * The app's manifest: for HTTP with the server's address, for Socket Mode without one.
 * @param publicUrl without a slash at the end: `https://deploys.acme.dev`
 * @see https://docs.slack.dev/reference/app-manifest
 */
export function slackManifest({
  publicUrl,
}: { readonly publicUrl?: string | undefined } = {}): SlackManifest {
  const at = (path: string) => (publicUrl === undefined ? undefined : `${publicUrl}${path}`);
  const commands = at(SLACK_PATHS.commands);
  const interactions = at(SLACK_PATHS.interactions);
  return {
    display_information: {
      name: "Deployer",
      description: "Deploys what you ask for, and tells you what happens until it runs.",
      background_color: "#1d3557",
    },
    features: {
      bot_user: { display_name: "deployer", always_online: true },
      slash_commands: [
        {
          command: COMMAND,
          description: "Deploy an app, or ask what runs",
          usage_hint: "my-app main to prod, or help",
          // People's and channels' names would come as ids; branches are neither.
          should_escape: false,
          ...(commands !== undefined && { url: commands }),
        },
      ],
    },
    oauth_config: { scopes: { bot: [...BOT_SCOPES], bot_optional: [...OPTIONAL_SCOPES] } },
    settings: {
      interactivity: { is_enabled: true, ...(interactions !== undefined && { request_url: interactions }) },
      org_deploy_enabled: false,
      socket_mode_enabled: publicUrl === undefined,
      token_rotation_enabled: false,
    },
  };
}
