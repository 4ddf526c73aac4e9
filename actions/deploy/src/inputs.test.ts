import { expect, test } from "@jest/globals";
import { withInputs } from "../../../tools/testing/given-inputs.ts";
import { readInputs } from "./inputs.ts";

const [BUILT, CONFIG] = ["1A2b3c4d".repeat(5), "f".repeat(40)];
const SERVER = "https://deploys.acme.dev";

const read = (inputs: Readonly<Record<string, string>>) =>
  withInputs(
    {
      action: "actions/deploy",
      repository: "acme/my-app",
      event: { name: "push", payload: {} },
      inputs: { server: SERVER, config: "my-app", channel: "dev", ...inputs },
    },
    readInputs,
  );

test.each([
  ["a build", { "artifact-sha": BUILT }, { artifact_sha: BUILT.toLowerCase() }],
  ["a config alone", { "config-sha": CONFIG }, { config_sha: CONFIG }],
  [
    "a build with another config",
    { "artifact-sha": BUILT, "config-sha": CONFIG },
    { artifact_sha: BUILT.toLowerCase(), config_sha: CONFIG },
  ],
  ["a chart", { version: "1.4.2" }, { version: "1.4.2" }],
])("%s", async (_what, inputs, wish) => {
  expect(await read(inputs)).toEqual({
    server: SERVER,
    config: "my-app",
    channel: "dev",
    wish,
    why: undefined,
    wait: 30 * 60_000,
  });
});

test.each([
  ["https://deploys.acme.dev/", SERVER],
  ["https://acme.dev/deploys//", "https://acme.dev/deploys"],
  ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
  ["http://localhost:8080/", "http://localhost:8080"],
  ["http://[::1]:8080", "http://[::1]:8080"],
])("the server %s is %s", async (server, expected) => {
  expect((await read({ server, "artifact-sha": BUILT })).server).toBe(expected);
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ["nothing to deploy", {}, "Input artifact-sha is empty: give the commit that was built"],
  ["a short commit", { "artifact-sha": "1a2b3c4" }, 'Input artifact-sha is "1a2b3c4": give all 40'],
  ["a short config", { "config-sha": "main" }, 'Input config-sha is "main": give all 40'],
  [
    "a chart and a commit",
    { version: "1.4.2", "config-sha": CONFIG },
    'Input version is "1.4.2": give a chart\'s version, or commits',
  ],
  ["no channel", { channel: "" }, "Input channel is empty: give a channel"],
  ["no server", { server: "" }, "Input server is empty: give the deploy server's address"],
  ["no address", { server: "deploys.acme.dev" }, 'Input server is "deploys.acme.dev": give an address'],
  [
    "a server without TLS",
    { server: "http://deploys.acme.dev" },
    'Input server is "http://deploys.acme.dev": the job\'s token would be sent unencrypted',
  ],
  ["what only looks like this machine", { server: "http://127.0.0.1.acme.dev" }, "unencrypted"],
  ["this machine as a user", { server: "http://127.0.0.1@acme.dev" }, "user name or a password"],
  ["a server with a query", { server: `${SERVER}/?a=1` }, "give the address without ? and #."],
  ["two lines of why", { "artifact-sha": BUILT, why: "a\nb" }, "Input why"],
  ["no length of time", { "artifact-sha": BUILT, wait: "soon" }, 'Input wait is "soon"'],
])("%s is refused", async (_what, inputs, says) => {
  await expect(read(inputs)).rejects.toThrow(says);
});
