import type { App, GitHub, NewSlackApp } from "@release-channels/sandbox";
import { APP_EVENTS, APP_PATHS, APP_PERMISSIONS } from "../github/app.ts";
import { slackManifest, type SlackManifest } from "../slack/manifest.ts";

/** The Slack app that a paste of the server's own manifest makes. @param publicUrl undefined for Socket Mode */
export function slackAppOf(publicUrl: string | undefined): NewSlackApp {
  return appOf(slackManifest({ publicUrl }));
}

function appOf({ features, oauth_config: oauth, settings }: SlackManifest): NewSlackApp {
  const interactions = settings?.interactivity?.request_url;
  return {
    name: features?.bot_user?.display_name ?? "",
    scopes: [...(oauth?.scopes?.bot ?? []), ...(oauth?.scopes?.bot_optional ?? [])],
    commands: (features?.slash_commands ?? []).map(({ command, url }) => ({ command, ...(url && { url }) })),
    ...(interactions !== undefined && { interactivityUrl: interactions }),
    socketMode: settings?.socket_mode_enabled === true,
  };
}

/** The GitHub App as the guide has it made, installed in an account. */
export async function createGitHubApp(
  github: Pick<GitHub, "createApp" | "installApp">,
  account: string,
  {
    publicUrl,
    secret,
    slug = "deployer",
  }: { readonly publicUrl: string; readonly secret: string; readonly slug?: string },
): Promise<App> {
  const app = await github.createApp({
    slug,
    permissions: APP_PERMISSIONS,
    webhook: { url: `${publicUrl}${APP_PATHS.webhook}`, secret, events: [...APP_EVENTS] },
    callbackUrls: [`${publicUrl}${APP_PATHS.callback}`],
  });
  github.installApp(app, account);
  return app;
}
