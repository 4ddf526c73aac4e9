import { expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import { AUTO, events, github, ONE, payloads, run, token } from "./testing.ts";

const { id } = github.repository("acme/releases");
github.renameRepository("acme/releases", "channels");
const RENAMED =
  "acme/releases is now called acme/channels, and the dispatch went there. Set repository: acme/channels. Otherwise, whoever takes the old name receives your dispatches.";
const requests = () =>
  github.requests.map(
    ({ operation, path, status }) => `${operation} ${path.replace("/api/v3/repos/", "")} ${status}`,
  );

test("a release repository's former name is told, and what proves the source is for the new one", async () => {
  const { exitCode, annotations, log, summary } = await run(
    { ...ONE, provenance: "required" },
    { idToken: true },
  );
  expect([exitCode, annotations]).toEqual([0, [{ level: "warning", title: "Renamed", message: RENAMED }]]);
  expect(events.map(({ name, repository }) => `${name} ${repository.fullName}`)).toEqual([
    "repository_dispatch acme/channels",
  ]);
  expect(decodeJwt(String(payloads()[0]?.["provenance"]))).toMatchObject({
    aud: expect.stringMatching(/^acme\/channels#sha256-/),
  });
  expect(log).toContain("Sent to acme/channels as dispatch ");
  expect(summary).toContain(RENAMED);
});

test("without a proof it takes a question more, and is told as well", async () => {
  const { exitCode, annotations, summary } = await run(AUTO);
  expect([exitCode, annotations.map(({ title }) => title)]).toEqual([0, ["Renamed", "No provenance"]]);
  expect(summary).toContain("The commit gets no status");
  expect(summary).not.toContain("If that repository reports back");
  expect(requests()).toEqual([
    "repos/create-dispatch-event acme/releases/dispatches 307",
    "repos/get acme/releases 301",
    "repos/get acme/channels 200",
    "repos/create-dispatch-event acme/channels/dispatches 204",
  ]);
});

test("the new name is asked once, and nothing is told", async () => {
  const { exitCode, annotations } = await run({ ...ONE, repository: "acme/channels" });
  expect([exitCode, annotations]).toEqual([0, []]);
  expect(requests()).toEqual(["repos/create-dispatch-event acme/channels/dispatches 204"]);
});

test("an App's token is for the repository by its id", async () => {
  await github.createRepository("acme/other");
  const app = await github.createApp({ slug: "release-bot", permissions: { contents: "write" } });
  github.installApp(app, "acme", { repositories: ["channels", "other"] });
  const { exitCode, annotations } = await run({
    ...ONE,
    token: "",
    "app-id": app.clientId,
    "private-key": app.privateKey,
  });
  expect([exitCode, annotations.map(({ title }) => title)]).toEqual([0, ["Renamed"]]);
  expect(events.map(({ repository }) => repository.id)).toEqual([id]);
  const grants = github.requests.flatMap(({ grant }) => (grant?.kind === "installation" ? grant : []));
  expect(new Set(grants.flatMap(({ repositories }) => repositories))).toEqual(new Set(["acme/channels"]));
});

test("where it may not be seen, it is not found", async () => {
  const other = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/my-app"],
    permissions: { contents: "write" },
  });
  expect(other).not.toBe(token);
  const { exitCode, annotations } = await run({ ...ONE, token: other });
  expect(exitCode).toBe(1);
  expect(annotations[0]?.message).toContain("acme/releases");
  expect(events).toEqual([]);
});
