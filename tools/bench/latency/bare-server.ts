import { fastify } from "fastify";
import pg from "pg";

/** The baseline: a plain Fastify route that inserts what it is sent into PostgreSQL. */
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });
await pool.query(
  "create table if not exists bare (id bigserial primary key, key text unique, deploys text, body text not null)",
);
const app = fastify();
app.removeAllContentTypeParsers();
app.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body));
app.get("/readyz", (_request, reply) => reply.send("ok"));
for (const path of ["/webhooks/github", "/slack/commands"]) {
  app.post(path, async ({ headers, body }, reply) => {
    const key = headers["x-github-delivery"] ?? headers["x-slack-signature"];
    await pool.query(
      "insert into bare (key, deploys, body) values ($1, $2, $3) on conflict (key) do nothing",
      [key, headers["x-deploys"] ?? null, body],
    );
    return reply.code(200).send();
  });
}
await app.listen({ host: "127.0.0.1", port: Number(process.env["PORT"]) });
