import { readFileSync } from "node:fs";
import { fastify } from "fastify";

/** The baseline: a plain Fastify route that answers the same bytes. */
const body = readFileSync(process.env["BODY_FILE"] ?? "", "utf8");
const app = fastify();
app.get("/v1/releases", (_request, reply) => reply.type("application/json; charset=utf-8").send(body));
await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"]) });
