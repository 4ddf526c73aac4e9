import { slackManifest } from "./slack/manifest.ts";

/** Prints the Slack app's manifest: with the server's address, or with `--socket-mode`. */
const [argument = ""] = process.argv.slice(2);
const publicUrl = argument === "--socket-mode" ? undefined : argument.replace(/\/+$/, "");
if (publicUrl !== undefined && !URL.canParse(publicUrl)) {
  console.error(`${argument} is no address: write one such as https://deploys.acme.dev, or --socket-mode.`);
  process.exitCode = 2;
} else console.log(JSON.stringify(slackManifest({ publicUrl }), undefined, 2));
