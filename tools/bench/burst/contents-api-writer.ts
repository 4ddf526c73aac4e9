import { setTimeout as sleep } from "node:timers/promises";

/** One writer of the strategy contents-api, in its own process, as many actions do it. */
const { API = "", TOKEN = "", ATTEMPTS = "", RELEASE = "" } = process.env;
const release = JSON.parse(RELEASE) as { readonly container: string; readonly channel: string };
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
  const { content, sha } = (await read.json()) as { readonly content: string; readonly sha: string };
  const written = await fetch(API, {
    method: "PUT",
    headers,
    body: JSON.stringify({
      message: `release ${release.container}`,
      branch: "main",
      sha,
      content: Buffer.from(edit(Buffer.from(content, "base64").toString())).toString("base64"),
    }),
  });
  return written.ok;
}

function edit(text: string): string {
  const database = JSON.parse(text) as { releases: { container: string; channel: string }[] };
  const others = database.releases.filter(
    ({ container, channel }) => container !== release.container || channel !== release.channel,
  );
  const releases = [...others, release].sort((a, b) => (a.container < b.container ? -1 : 1));
  return `${JSON.stringify({ ...database, releases }, undefined, 2)}\n`;
}
