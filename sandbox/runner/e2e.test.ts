import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startGitHub } from "../github/index.ts";
import type { GitHub } from "../github/model.ts";
import { type Runner, startRunner } from "./index.ts";

let directory: string;
let github: GitHub;
let runner: Runner;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "runner-"));
  github = await startGitHub({ directory: join(directory, "github") });
  runner = await startRunner({ github, directory: join(directory, "runner") });
});

afterEach(async () => {
  await runner.close();
  await github.close();
  await rm(directory, { recursive: true, force: true });
});

test("a dispatch runs jobs, steps, an action and a called workflow", async () => {
  const repository = await github.createRepository("acme/app", {
    files: {
      "README.md": "hello\n",
      "action/action.yml": `
name: Greeter
description: x
inputs:
  who: { default: world, description: x }
  status: { default: "\${{ job.status }}", description: x }
outputs:
  greeting: { description: x }
runs: { using: node24, main: main.js, post: post.js }
`,
      "action/main.js": `
const fs = require("fs");
fs.appendFileSync(process.env.GITHUB_OUTPUT, "greeting=hello " + process.env.INPUT_WHO + "\\n");
fs.appendFileSync(process.env.GITHUB_STATE, "who=" + process.env.INPUT_WHO + "\\n");
console.log("::notice title=T%3A,file=a.js,line=3::note%0Atwo");
`,
      "action/post.js": `console.log("post " + process.env.STATE_who + " " + process.env.INPUT_STATUS);`,
      ".github/workflows/called.yml": `
on:
  workflow_call:
    inputs:
      text: { type: string, required: true }
    secrets:
      key: { required: true }
    outputs:
      loud: { value: "\${{ jobs.shout.outputs.loud }}" }
jobs:
  shout:
    runs-on: ubuntu-latest
    outputs:
      loud: \${{ steps.s.outputs.loud }}
    steps:
      - id: s
        env: { TEXT: "\${{ inputs.text }}", KEY: "\${{ secrets.key }}" }
        run: |
          echo "loud=$(echo "$TEXT" | tr a-z A-Z)" >> "$GITHUB_OUTPUT"
          echo "key is $KEY"
`,
      ".github/workflows/main.yml": `
name: Main
run-name: Main \${{ github.event.client_payload.who }}
on:
  repository_dispatch:
    types: [go]
env:
  LEVEL: workflow
jobs:
  one:
    runs-on: ubuntu-latest
    permissions: { contents: read }
    outputs:
      greeting: \${{ steps.greet.outputs.greeting }}
    steps:
      - uses: actions/checkout@v5
      - run: |
          test -f README.md
          echo "level $LEVEL \${{ env.LEVEL }} in \${{ github.repository }}"
              cat <<'END'
              \${{ github.event.action }}
          END
      - id: greet
        uses: ./action
        with: { who: "\${{ github.event.client_payload.who }}" }
      - if: failure()
        run: exit 1
      - run: echo "# Summary" >> "$GITHUB_STEP_SUMMARY"
  two:
    needs: one
    uses: ./.github/workflows/called.yml
    with: { text: "\${{ needs.one.outputs.greeting }}" }
    secrets: { key: "\${{ secrets.THE_KEY }}" }
  three:
    needs: [one, two]
    runs-on: ubuntu-latest
    steps:
      - run: test "\${{ needs.two.outputs.loud }}" = "HELLO BOB"
      - run: "false"
        continue-on-error: true
  never:
    needs: three
    if: failure()
    runs-on: ubuntu-latest
    steps: [{ run: exit 1 }]
`,
    },
  });
  runner.setSecret("acme/app", "the_key", "s3cr3t-value");
  const token = github.createToken({
    actor: "octocat",
    kind: "pat",
    repositories: ["acme/app"],
    permissions: { contents: "write" },
  });
  const answer = await fetch(`${github.apiUrl}/repos/acme/app/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ event_type: "go", client_payload: { who: "bob" } }),
  });
  expect(answer.status).toBe(204);
  await runner.idle();
  const [record] = runner.runs;
  for (const job of record!.jobs)
    console.log(
      job.name,
      job.result,
      job.outputs,
      job.steps.map((s) => [s.name, s.outcome, s.conclusion]),
      job.annotations,
      job.log,
    );
  console.log(record!.annotations, repository.id);
  expect(record!.run.conclusion).toBe("success");
});
