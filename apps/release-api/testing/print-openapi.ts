/** Prints a server's /openapi.json, for tools that read it. */
import { startServerProcess } from "./server-process.ts";

const server = await startServerProcess({ DATABASE_PATH: "db/db.json" });
try {
  const answer = await server.get("/openapi.json");
  if (!answer.ok) throw new Error(`/openapi.json: ${answer.status}`);
  console.log(JSON.stringify(await answer.json(), null, 2));
} finally {
  await server.stop();
}
