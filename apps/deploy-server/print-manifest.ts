import { slackManifest } from "./slack/manifest.ts";

/** Prints the Slack app's manifest: with the server's address, or with `--socket-mode`. */
const [argument] = process.argv.slice(2);
const publicUrl = argument === "--socket-mode" ? undefined : argument?.replace(/\/+$/, "");
const fault = faultOf(argument);
if (fault !== undefined) {
  console.error(fault);
  process.exitCode = 2;
} else console.log(JSON.stringify(slackManifest({ publicUrl }), undefined, 2));

/** Slack sends to https alone. */
function faultOf(given: string | undefined): string | undefined {
  if (given === undefined) {
    return "The server's address is missing: write one such as https://deploys.acme.dev, or --socket-mode.";
  }
  if (given === "--socket-mode") return undefined;
  const isAddress = URL.canParse(given) && new URL(given).protocol === "https:";
  return isAddress
    ? undefined
    : `${JSON.stringify(given)} is not an address that Slack can send to: write one such as https://deploys.acme.dev, or --socket-mode.`;
}
