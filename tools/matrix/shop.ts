import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GitHub } from "@release-channels/sandbox";
import { textAt } from "../../apps/deploy-server/narrow.ts";
import { readTemplate } from "../testing/templates.ts";

export const SHOP = "acme/shop";

const FILES = fileURLToPath(new URL("shop", import.meta.url));
const STARTER = "workflows-templates/release-data-prep.yml";

/** A source repository that has copied the starter workflow, as it is. */
export interface Shop {
  /** Writes a file. @returns the commit, which is pushed */
  commit(message: string, path: string, content: string, branch?: string): Promise<string>;
  /** Asks GitHub to cancel a run, or to run it again. */
  ask(runId: number, what: "cancel" | "rerun"): Promise<void>;
}

/** The release repository `acme/releases` must have its workflows and actions, and the tag v1. */
export async function createShop(github: GitHub): Promise<Shop> {
  const entries = await readdir(FILES, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path) => [path.slice(FILES.length + 1), await readFile(path)] as const),
  );
  const starter = await readTemplate(STARTER);
  await github.createRepository(SHOP, {
    files: { ...Object.fromEntries(files), ".github/workflows/release-data-prep.yml": starter },
  });
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: [SHOP],
    permissions: { actions: "write", contents: "write", metadata: "read" },
  });
  const send = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${github.apiUrl}/repos/${SHOP}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok && answer.status !== 404) {
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    }
    return await answer.json();
  };
  return {
    commit: async (message, path, content, branch = "main") => {
      const sha = textAt(await send("GET", `contents/${path}?ref=${branch}`), "sha");
      const encoded = Buffer.from(content).toString("base64");
      const written = await send("PUT", `contents/${path}`, { message, content: encoded, branch, sha });
      return textAt(written, "commit", "sha") ?? "";
    },
    ask: async (runId, what) => {
      await send("POST", `actions/runs/${runId}/${what}`);
    },
  };
}
