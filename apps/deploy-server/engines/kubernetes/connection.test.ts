import { expect, test } from "@jest/globals";
import { callApi, openClient } from "./client.ts";
import { connect } from "./connection.ts";

const HEAD = "apiVersion: v1\nkind: Config\n";

test.each([
  [
    "a line that is indented wrongly",
    `${HEAD}users:\n- name: bot\n  user:\n    token: s3cr3t\n   client-key-data: s3cr3t\n`,
    "it is wrong at line 7, column 4",
  ],
  ["a list without its end", "token-s3cr3t: [", "it is wrong at line 1, column 16"],
  ["another kind of file", "s3cr3t", "its current context names no cluster"],
])("of a kubeconfig that cannot be used nothing is shown: %s", async (_what, kubeconfig, says) => {
  const [settled] = await Promise.allSettled([connect("eu", kubeconfig)]);
  expect(settled).toMatchObject({
    reason: {
      code: "unauthorized",
      message: `the kubeconfig of eu cannot be used: ${says}; db/server.yaml says where it is`,
    },
  });
});

test("of a token that no header carries nothing is shown", async () => {
  const kubeconfig = JSON.stringify({
    clusters: [{ name: "eu", cluster: { server: "https://127.0.0.1:9" } }],
    users: [{ name: "bot", user: { token: "s3cr3t\nrest" } }],
    contexts: [{ name: "eu", context: { cluster: "eu", user: "bot" } }],
    "current-context": "eu",
  });
  const call = { path: "/api", doing: "read the API" };
  const [settled] = await Promise.allSettled([callApi(openClient("eu", kubeconfig), call)]);
  expect(settled).toMatchObject({
    reason: {
      code: "unauthorized",
      message:
        "the kubeconfig of eu cannot be used: its token has a character that no token has; db/server.yaml says where it is",
    },
  });
});
