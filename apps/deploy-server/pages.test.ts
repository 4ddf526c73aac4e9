import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { runGit, send } from "@release-channels/sandbox";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { cookiesOf, signIn, visitor, type SignedIn } from "./testing/sign-in.ts";
import { RELEASES, SOURCE, startTestWorld, wordsOf, type TestWorld } from "./testing/world.ts";

const TARGET = "/configs/my-app/prod";

let world: TestWorld;
let alice: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  world = await startTestWorld();
  for (const login of ["alice", "bob", "dave"]) world.github.setPermission(RELEASES, login, "read");
  world.github.setPermission(RELEASES, "erin", "read");
  world.github.setPermission(SOURCE, "erin", "none");
  alice = await signIn(world.url, "alice");
  bob = await signIn(world.url, "bob");
});
afterAll(() => world.stop());

const textOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();
const tip = (): Promise<string | undefined> => world.github.tip(RELEASES);

/** The page of a request as soon as it says this. */
const until = (path: string, says: string): Promise<string> =>
  eventually(
    async () => {
      const text = await textOf(alice.get(path));
      return text.includes(says) ? text : undefined;
    },
    () => `${path} never says "${says}"`,
  );

/** Builds, and asks for it on the page. @returns the path of the request */
async function asked(by: SignedIn = alice): Promise<string> {
  await world.commit(SOURCE, { "README.md": `${Math.random()}\n` });
  await world.build();
  const answer = await by.send(`${TARGET}/deploy`, { what: "main", why: "to see it" });
  expect(answer.status).toBe(303);
  return answer.headers.get("location") ?? "";
}

const decide = (by: SignedIn, path: string, decision: string, preview: string): Promise<Response> =>
  by.send(`${path}/decisions`, { decision, preview });
const hashIn = (text: string): string => /name="preview" value="([0-9a-f]{32})"/.exec(text)?.[1] ?? "";

describe("signing in", () => {
  test("leads to GitHub, and back to the page that was wanted", async () => {
    const page = await fetch(`${world.url}${TARGET}`);
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('href="/sign-in?to=%2Fconfigs%2Fmy-app%2Fprod"');
    const begun = await fetch(`${world.url}/sign-in?to=${TARGET}`, { redirect: "manual" });
    const [cookie = ""] = begun.headers.getSetCookie();
    expect(cookie).toMatch(/^deploy_sign_in=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
    const address = new URL(begun.headers.get("location") ?? "");
    expect(address.searchParams.get("code_challenge_method")).toBe("S256");
    const chosen = await fetch(`${address.href}&as=alice`, { redirect: "manual" });
    const back = await fetch(chosen.headers.get("location") ?? "", {
      redirect: "manual",
      headers: { cookie: cookiesOf(begun) },
    });
    expect(back.headers.get("location")).toBe(`${world.url}${TARGET}`);
    expect(back.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^deploy_session=[\w-]+; Path=\/; Max-Age=28800; HttpOnly; SameSite=Lax$/),
      "deploy_sign_in=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
    ]);
    // The token is hidden, not only signed.
    const value = cookiesOf(back).split("=")[1] ?? "";
    expect(Buffer.from(value, "base64url").toString("latin1")).not.toContain("ghu_");
  });

  test("is not ended in a browser that has not begun it, so that nobody is signed in as somebody else", async () => {
    const begun = await fetch(`${world.url}/sign-in`, { redirect: "manual" });
    const chosen = await fetch(`${begun.headers.get("location") ?? ""}&as=bob`, { redirect: "manual" });
    const address = chosen.headers.get("location") ?? "";
    const other = await fetch(`${world.url}/sign-in`, { redirect: "manual" });
    const before = world.github.requests.length;
    for (const cookie of ["", cookiesOf(other)]) {
      const answer = await fetch(address, { redirect: "manual", headers: { cookie } });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
    }
    // The server finds it out by itself: not every GitHub compares what the browser knows.
    expect(world.github.requests.slice(before)).toEqual([]);
  });

  test.each(["//evil.example/", "https://evil.example/", "/\\evil.example", "/a b"])(
    "leads to no other server: %s",
    async (to) => {
      const begun = await fetch(`${world.url}/sign-in?to=${encodeURIComponent(to)}`, { redirect: "manual" });
      const chosen = await fetch(`${begun.headers.get("location") ?? ""}&as=alice`, { redirect: "manual" });
      const back = await fetch(chosen.headers.get("location") ?? "", {
        redirect: "manual",
        headers: { cookie: cookiesOf(begun) },
      });
      expect(back.headers.get("location")).toBe(`${world.url}/`);
    },
  );

  test("a session that somebody has changed, or that is over, is none", async () => {
    const [name = "", value = ""] = alice.cookie.split("=");
    const flipped = `${value.slice(0, 40)}${value[40] === "A" ? "B" : "A"}${value.slice(41)}`;
    for (const one of [flipped, value.slice(0, -4), "", "A".repeat(60)]) {
      expect((await visitor(world.url, `${name}=${one}`).get("/")).status).toBe(401);
    }
    const short = await signIn(world.url, "dave");
    expect((await short.get("/")).status).toBe(200);
    expect((await short.send("/sign-out", {})).headers.getSetCookie()).toEqual([
      "deploy_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
    ]);
  });
});

describe("what is seen", () => {
  test("is what the visitor may read on GitHub, and nothing else", async () => {
    const erin = await signIn(world.url, "erin");
    expect(await textOf(alice.get("/"))).toContain(`href="${TARGET}"`);
    expect(await textOf(erin.get("/"))).toContain("No configs yet");
    const hidden = await erin.get(TARGET);
    expect([
      hidden.status,
      (await hidden.text()).includes("There is no my-app in prod that you may see."),
    ]).toEqual([404, true]);
    const path = await asked();
    expect((await erin.get(path)).status).toBe(404);
    expect((await erin.get(`${path}/events`)).status).toBe(404);
    expect((await fetch(`${world.url}${path}/events`)).status).toBe(401);
    expect((await erin.send(`${TARGET}/deploy`, { what: "main" })).status).toBe(404);
    expect((await decide(erin, path, "cancel", "")).status).toBe(404);
    await until(path, "Waits for your word");
    expect((await decide(alice, path, "cancel", "")).status).toBe(303);
  });

  test("comes with a policy that runs nothing but the server's own files", async () => {
    const { headers } = await alice.get("/");
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
    );
    expect(headers.get("cache-control")).toBe("no-store");
    for (const name of ["look.css", "pages.css", "live.js", "icon.svg"]) {
      expect([name, (await fetch(`${world.url}/assets/${name}`)).status]).toEqual([name, 200]);
    }
    expect((await fetch(`${world.url}/assets/page-scope.ts`)).status).toBe(404);
  });

  test("is text, whatever it holds", async () => {
    const evil = `<script>alert("1")</script>&'`;
    const answer = await alice.send(`${TARGET}/deploy`, { what: evil.replaceAll(" ", ""), why: evil });
    const text = await until(answer.headers.get("location") ?? "", "rejected");
    expect(text).not.toMatch(/<script>|alert\("1"\)/);
    expect(text).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
    const search = await textOf(alice.get(`/?q=${encodeURIComponent('"><script>x</script>')}`));
    expect(search).not.toContain("<script>x");
    expect(search).toContain('value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"');
  });
});

describe("a form", () => {
  test.each([
    ["without the page's token", { form_token: "" }, {}],
    ["with a token of another session", { form_token: "A".repeat(43) }, {}],
    ["from another site", {}, { origin: "https://evil.example" }],
  ])("%s does nothing", async (_name, form, headers) => {
    const before = await textOf(alice.get("/requests"));
    const answer = await alice.send(`${TARGET}/undeploy`, form, headers);
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining("This form is not of a page that you have open"),
    ]);
    const withoutSession = await fetch(`${world.url}${TARGET}/undeploy`, {
      method: "POST",
      body: new URLSearchParams(),
    });
    expect(withoutSession.status).toBe(401);
    expect((await textOf(alice.get("/requests"))).match(/<li>/g)?.length).toBe(before.match(/<li>/g)?.length);
  });

  test("of another's session is not taken with one's own", async () => {
    const page = await textOf(bob.get("/"));
    const [, token = ""] = /name="form_token" value="([^"]+)"/.exec(page) ?? [];
    expect((await alice.send(`${TARGET}/undeploy`, { form_token: token })).status).toBe(403);
  });
});

describe("a deploy from the pages", () => {
  test("is shown first, confirmed for what was shown, and followed to its end", async () => {
    const path = await asked();
    const shown = await until(path, "Waits for your word");
    expect(shown).toContain("apps/my-app/prod/values.yaml image.tag");
    expect(shown).toContain("to see it");
    // Those who may confirm or approve it are in the channel's chat: they are told there, with a link to the page.
    const told = await world.slack.waitFor(
      (message) =>
        [`${world.url}${path}|request`, '"action_id":"ship"'].every((part) =>
          wordsOf(message).includes(part),
        ),
      "a message leads to the request's page, and asks for a word",
    );
    expect(told.channel).toBe(world.deploys.id);
    const before = await tip();
    const stale = await decide(alice, path, "ship", "0".repeat(32));
    expect([stale.status, await stale.text()]).toEqual([
      409,
      expect.stringContaining(
        "what would be shipped has changed since this was shown: look at the new preview",
      ),
    ]);
    expect(await tip()).toBe(before);
    expect((await decide(alice, path, "ship", hashIn(shown))).status).toBe(303);
    await until(path, "Healthy, and watched for a while");
    world.clock.advance(60_000);
    const ended = await until(path, "Live in ");
    for (const step of ["asked", "looking for the build", "waiting for confirmation", "syncing", "live"]) {
      expect(ended).toContain(`<span class="step">${step}</span>`);
    }
    expect(ended).toContain("data-ended");
    const target = await textOf(alice.get(TARGET));
    expect(target).toContain('data-tone="good"');
    expect(target).toContain(`href="${path}"`);
    expect(
      await runGit(world.github.repository(RELEASES).gitDir, "log", "-1", "--format=%B", "main"),
    ).toContain(`Deploy-Request: ${path.split("/").at(-1)}`);
  });

  test("an earlier one is applied again, by its digest", async () => {
    const path = await asked();
    await decide(alice, path, "ship", hashIn(await until(path, "Waits for your word")));
    await until(path, "Healthy, and watched for a while");
    world.clock.advance(60_000);
    await until(path, "Live in ");
    const page = await textOf(alice.get(TARGET));
    const [, of = ""] = /name="of" value="([^"]+)"/.exec(page) ?? [];
    const answer = await alice.send(`${TARGET}/reapply`, { of });
    expect(answer.status).toBe(303);
    const again = await until(answer.headers.get("location") ?? "", "Waits for your word");
    expect(again).toContain("reapply by alice");
    const cancelled = answer.headers.get("location") ?? "";
    await decide(alice, cancelled, "cancel", "");
    await until(cancelled, "alice cancelled it");
    // What a rule has refused, or nobody has confirmed, never ran: it is not let through as what ran before.
    const policy = await runGit(world.github.repository(RELEASES).gitDir, "show", "main:db/policy.json");
    const { containers } = JSON.parse(policy);
    const closed = { "my-app": { ...containers["my-app"], refs: { prod: ["release/*"] } } };
    await world.commit(RELEASES, {
      "db/policy.json": JSON.stringify({ ...JSON.parse(policy), containers: closed }),
    });
    const refused = await asked();
    await until(refused, "only release/* is allowed");
    await world.commit(RELEASES, { "db/policy.json": policy });
    const before = (await textOf(alice.get("/requests"))).match(/<li>/g)?.length;
    for (const id of [cancelled, refused].map((one) => one.split("/").at(-1) ?? "")) {
      expect((await alice.send(`${TARGET}/reapply`, { of: id })).status).toBe(422);
      expect(await textOf(alice.get(TARGET))).not.toContain(`name="of" value="${id}"`);
    }
    expect((await textOf(alice.get("/requests"))).match(/<li>/g)?.length).toBe(before);
    const unknown = await alice.send(`${TARGET}/reapply`, { of: "6f0b1a52-6f6a-4b49-9c2b-2d4a3b7f1c11" });
    expect([unknown.status, await unknown.text()]).toEqual([
      422,
      expect.stringContaining("names nothing in the history of my-app/prod"),
    ]);
  });

  test("is decided by the rules of the chat: whoever may not deploy may not, and says nothing", async () => {
    const dave = await signIn(world.url, "dave");
    const answer = await dave.send(`${TARGET}/deploy`, { what: "main" });
    const refused = await until(answer.headers.get("location") ?? "", "Rejected");
    expect(refused).toContain(
      "dave has read in acme/my-app, but prod asks for write: ask an admin of acme/my-app for it",
    );
    const path = await asked();
    const shown = await until(path, "Waits for your word");
    const before = await tip();
    const tried = await decide(dave, path, "ship", hashIn(shown));
    expect([tried.status, await tried.text()]).toEqual([
      409,
      expect.stringContaining("dave has read in acme/my-app, but prod asks for write"),
    ]);
    expect(await tip()).toBe(before);
    expect((await decide(alice, path, "dance", hashIn(shown))).status).toBe(409);
    expect((await decide(bob, path, "cancel", "")).status).toBe(303);
    expect(await until(path, "bob cancelled it")).toContain('data-tone="quiet"');
  });

  test.each([
    ["", 400, "names no branch, pull request or commit"],
    ["main now", 400, "names no branch, pull request or commit"],
  ])("of %j is refused with what is allowed", async (what, status, says) => {
    const answer = await alice.send(`${TARGET}/deploy`, { what });
    expect([answer.status, await answer.text()]).toEqual([status, expect.stringContaining(says)]);
  });
});

test("a request that is under way is told of as it moves, to those who look at it", async () => {
  const path = await asked();
  const leaving = new AbortController();
  const answer = await fetch(`${world.url}${path}/events`, {
    headers: { cookie: alice.cookie },
    signal: leaving.signal,
  });
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const versions: number[] = [];
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) {
      const told = decoder.decode(chunk).matchAll(/event: version\ndata: (\d+)/g);
      for (const [, version] of told) versions.push(Number(version));
    }
  })().catch(() => {});
  const shown = await until(path, "Waits for your word");
  const [, version = ""] = /data-version="(\d+)"/.exec(shown) ?? [];
  await eventually(
    () => versions.includes(Number(version)) || undefined,
    () => `told ${versions.join()}`,
  );
  await decide(alice, path, "cancel", "");
  await eventually(
    () => versions.some((one) => one > Number(version)) || undefined,
    () => `told ${versions.join()}`,
  );
  expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  leaving.abort();
  await reading;
});

test("a session whose token GitHub has taken back ends", async () => {
  const erin = await signIn(world.url, "erin");
  expect((await erin.get("/")).status).toBe(200);
  // Eight hours: GitHub's tokens of users end by themselves, and the cookie with them.
  world.clock.advance(8 * 3_600_000);
  expect((await erin.get("/")).status).toBe(401);
  expect((await send(`${world.url}/healthz`)).status).toBe(200);
});
