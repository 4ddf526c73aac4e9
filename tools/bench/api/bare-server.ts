import { readFileSync } from "node:fs";
import { fastify } from "fastify";

/** What the API is measured against: a route of Fastify as it comes, which answers the same bytes and does nothing else. */
const body = readFileSync(process.env["BODY_FILE"] ?? "", "utf8");
const app = fastify();
app.get("/v1/releases", (_request, reply) => reply.type("application/json; charset=utf-8").send(body));
await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"]) });
