import { fileURLToPath } from "node:url";
import { runProcess } from "../process.ts";
import type { Strategy } from "./strategy.ts";

const WRITER = fileURLToPath(new URL("contents-api-writer.ts", import.meta.url));

/** Reads the file over REST, changes it, and writes it with the sha that it read; ten attempts. */
export const contentsApi: Strategy = {
  name: "contents-api",
  async prepare({ github, repository, token }, releases) {
    return releases.map(({ container, channel, image }) => async () => {
      await runProcess(process.execPath, [WRITER], {
        API: `${github.apiUrl}/repos/${repository.fullName}/contents/db/db.json`,
        TOKEN: token,
        ATTEMPTS: "10",
        RELEASE: JSON.stringify({ container, channel, image }),
      });
    });
  },
};
