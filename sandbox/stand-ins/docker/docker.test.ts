import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { RunRecord } from "../../runner/records.ts";
import { logOf, startSandbox, type Sandbox } from "../../runner/testing.ts";
import { parseReference } from "./build-push-action/registry.ts";

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.repository(
    {
      w: `on: repository_dispatch
jobs:
  a:
    runs-on: ubuntu-latest
    outputs: { digest: "\${{ steps.b.outputs.digest }}" }
    steps:
      - uses: actions/checkout@v5
      - run: echo "\${{ github.event.client_payload.change }}" > change.txt
      - uses: docker/setup-buildx-action@v3
      - uses: docker/login-action@v3
        if: github.event.client_payload.login != 'no'
        with: { registry: ghcr.io, username: "\${{ github.actor }}", password: "\${{ github.token }}" }
      - id: b
        uses: docker/build-push-action@v6
        with: \${{ github.event.client_payload.with }}
`,
    },
    {
      Dockerfile: "FROM scratch\nCOPY . /\n",
      "sub/run.sh": "#!/bin/sh\n",
      "empty/Dockerfile": "# nothing\n",
    },
  );
});

afterAll(async () => {
  await sandbox.stop();
});

const image = "ghcr.io/acme/app";
const build = async (inputs: Readonly<Record<string, unknown>>, more = {}): Promise<RunRecord> =>
  await sandbox.dispatch("go", {
    with: { context: ".", push: true, tags: `${image}:v1`, ...inputs },
    ...more,
  });
const digestOf = ({ jobs }: RunRecord): string => jobs[0]?.outputs["digest"] ?? "";

test("a pushed image is there by its tag and by its real digest", async () => {
  const record = await build({ tags: `${image}:v1\n${image}:latest`, labels: "a=b" });
  expect(record.run.conclusion).toBe("success");
  const folder = join(sandbox.runner.registry, image);
  for (const tag of ["v1", "latest"]) {
    expect((await readFile(join(folder, "tags", tag), "utf8")).trim()).toBe(digestOf(record));
  }
  const manifest = await readFile(join(folder, "blobs", ...digestOf(record).split(":")));
  expect(`sha256:${createHash("sha256").update(manifest).digest("hex")}`).toBe(digestOf(record));
  const { layers } = JSON.parse(manifest.toString()) as { layers: { digest: string; size: number }[] };
  const layer = await readFile(join(folder, "blobs", ...layers[0]!.digest.split(":")));
  expect(layer).toHaveLength(layers[0]!.size);
  expect(layer.toString()).toContain("sub/run.sh");
});

test("the same files have the same digest, others another", async () => {
  const [one, same, other] = [await build({}), await build({}), await build({}, { change: "x" })];
  expect(digestOf(same)).toBe(digestOf(one));
  expect(digestOf(other)).not.toBe(digestOf(one));
});

test("without a context it is the commit, whatever the steps changed", async () => {
  const one = await build({ context: "" }, { change: "x" });
  const other = await build({ context: "" }, { change: "y" });
  expect(digestOf(one)).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(digestOf(other)).toBe(digestOf(one));
});

test.each([
  [{ tags: "" }, {}, "tag is needed when pushing to registry"],
  [{ tags: "other.io/acme/app:v1" }, {}, "you are not logged in to other.io"],
  [{}, { login: "no" }, "you are not logged in to ghcr.io"],
  [{ context: "nowhere" }, {}, 'path "nowhere" not found'],
  [{ context: "sub" }, {}, "failed to read dockerfile"],
  [{ context: "empty" }, {}, "no build stage in current context"],
  [{ outputs: "type=oci" }, {}, "does not know the input 'outputs'"],
])("%j %j is refused", async (inputs, more, message) => {
  const record = await build(inputs, more);
  expect(record.run.conclusion).toBe("failure");
  expect(record.jobs[0]?.annotations.map(({ message }) => message).join("\n")).toContain(message);
  expect(logOf(record, "a")).toContain("##[error]");
});

test.each([
  ["ghcr.io/acme/app:v1", { registry: "ghcr.io", name: "ghcr.io/acme/app", tag: "v1" }],
  ["acme/app", { registry: "docker.io", name: "docker.io/acme/app", tag: "latest" }],
  ["localhost:5000/app:a.b-c_d", { registry: "localhost:5000", name: "localhost:5000/app", tag: "a.b-c_d" }],
])("%s is a reference", (text, expected) => {
  expect(parseReference(text)).toEqual(expected);
});

test.each([
  ["ghcr.io/Acme/app:v1", "repository name must be lowercase"],
  ["ghcr.io/acme/app:a b", "invalid reference format"],
  ["ghcr.io/acme/app:-x", "invalid reference format"],
  ["", "invalid reference format"],
])("%j is none", (text, message) => {
  expect(() => parseReference(text)).toThrow(message);
});
