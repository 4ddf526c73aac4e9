import { setTimeout as sleep } from "node:timers/promises";
import { textAt } from "../../../apps/deploy-server/narrow.ts";

/** One writer of the strategy contents-api, in its own process, as many actions do it. */
const { API = "", TOKEN = "", ATTEMPTS = "", RELEASE = "" } = process.env;

interface Place {
  readonly container: string;
  readonly channel: string;
}

const release: Place = JSON.parse(RELEASE);
const headers = { authorization: `token ${TOKEN}` };

process.exitCode = (await write()) ? 0 : 1;

async function write(): Promise<boolean> {
  for (let attempt = 1; attempt <= Number(ATTEMPTS); attempt += 1) {
    if (await attemptWrite()) return true;
    await sleep(1000 + Math.random() * 2000);
  }
  return false;
}

async function attemptWrite(): Promise<boolean> {
  const read = await fetch(`${API}?ref=main`, { headers });
  if (!read.ok) return false;
  const file: unknown = await read.json();
  const content = textAt(file, "content") ?? "";
  const written = await fetch(API, {
    method: "PUT",
    headers,
    body: JSON.stringify({
      message: `release ${release.container}`,
      branch: "main",
      sha: textAt(file, "sha"),
      content: Buffer.from(edit(Buffer.from(content, "base64").toString())).toString("base64"),
    }),
  });
  return written.ok;
}

function edit(text: string): string {
  const database: { readonly releases: readonly Place[] } = JSON.parse(text);
  const others = database.releases.filter(
    ({ container, channel }) => container !== release.container || channel !== release.channel,
  );
  const releases = [...others, release].sort((a, b) => (a.container < b.container ? -1 : 1));
  return `${JSON.stringify({ ...database, releases }, undefined, 2)}\n`;
}
