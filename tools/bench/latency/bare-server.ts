import { fastify } from "fastify";
import pg from "pg";

/** The baseline: a plain Fastify route that inserts what it is sent into PostgreSQL. */
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });
await pool.query(
  "create table if not exists bare (id bigserial primary key, deploys text, body json not null)",
);
const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
app.get("/readyz", (_request, reply) => reply.send("ok"));
app.post("/webhooks/github", async (request, reply) => {
  const deploys = request.headers["x-deploys"] ?? null;
  await pool.query("insert into bare (deploys, body) values ($1, $2)", [deploys, request.body]);
  return reply.code(202).send();
});
await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"]) });
