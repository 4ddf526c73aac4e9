import { globSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";
import { expect, test } from "@jest/globals";

/**
 * A deployment starts the workflows of the commit that it is about, with that repository's secrets. So statuses and
 * deployments of releases go only to a `ProvedSource`; this lists who may make one, and who writes either.
 */
const FACTORIES = "lib/releases/rules/proved-source.ts";
const MAY_PROVE: Readonly<Record<string, readonly string[]>> = {
  provedByToken: ["actions/report-release/src/report-release.ts", "apps/deploy-server/dispatches/report.ts"],
  resumedSource: ["actions/report-release/src/target.ts"],
  provedByRecord: ["lib/releases/rollouts/running-ended.ts", "lib/releases/rollouts/running-moves.ts"],
  provedByHistory: ["lib/releases/rollouts/running.ts"],
};

/** Functions of lib/github that report on a commit, and the files that report the outcome of a release. */
const REPORTING = new Set([
  "createDeployment",
  "deployCommit",
  "inactivateDeployments",
  "makeDeployments",
  "sendStates",
  "setCommitStatus",
  "setDeploymentState",
  "updateDeployments",
]);
const REPORTS_RELEASES = new Set([
  "actions/report-release/src/report-release.ts",
  "actions/report-running/src/notify.ts",
  "apps/deploy-server/dispatches/report.ts",
  "lib/release-write/channel-deployment.ts",
]);
/** They report to their own run's repository, as their workflow asks, with the token that it gives them. */
const REPORTS_OWN_RUN = new Set([
  "actions/create-deployment/src/create-deployment.ts",
  "actions/create-deployment/src/finish-deployment.ts",
  "actions/report-commit-status/src/send.ts",
]);

/** It reads the commit from the repository in its own configuration, at the request of somebody who may deploy. */
const REPORTS_REQUESTS = new Set(["apps/deploy-server/messages/github.ts"]);

interface Import {
  readonly file: string;
  readonly name: string;
  /** From the repository's root. */
  readonly from: string;
}

const FILES = globSync("{actions,apps,lib}/**/*.ts").filter(
  (file) => !/\/(?:dist|node_modules|testing)\/|\.test\.ts$/.test(file),
);
const IMPORTS = FILES.flatMap((file) => importsOf(file, readFileSync(file, "utf8")));

/** Each name that a file imports or re-exports, except types: they make nothing. */
function importsOf(file: string, text: string): readonly Import[] {
  const statements = text.matchAll(/^(?:im|ex)port (?!type\b)([^;]*?) from "(\.[^"]+)";$/gm);
  return [...statements].flatMap(([, names = "", path = ""]) =>
    names
      .replace(/[{}]/g, "")
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "" && !one.startsWith("type "))
      .map((one) => ({ file, name: one.split(" ")[0] ?? "", from: join(file, "..", path) })),
  );
}

const filesWith = (isMeant: (one: Import) => boolean): readonly string[] =>
  [...new Set(IMPORTS.filter(isMeant).map(({ file }) => file))].toSorted();
const isReporting = ({ name, from }: Import): boolean =>
  /^lib\/github\/(?:deployments|statuses)\//.test(from) && (name === "*" || REPORTING.has(name));

test("only these functions make a proved source", () => {
  const made = [...readFileSync(FACTORIES, "utf8").matchAll(/^export function (\w+)/gm)];
  expect(made.map(([, name = ""]) => name).toSorted()).toEqual(Object.keys(MAY_PROVE).toSorted());
});

test.each(Object.entries(MAY_PROVE))("%s is called by none but %j", (factory, files) => {
  expect(filesWith(({ name, from }) => from === FACTORIES && name === factory)).toEqual(files);
});

test("nobody imports all of them under one name", () => {
  expect(filesWith(({ name, from }) => from === FACTORIES && name === "*")).toEqual([]);
});

test("what writes statuses and deployments is on the list", () => {
  const writers = globSync("lib/github/{deployments,statuses}/*.ts").flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const isWriter = /request\("(?:POST|PUT|PATCH|DELETE) |mutation|sendStates\(/.test(text);
    return isWriter ? [...text.matchAll(/^export async function (\w+)/gm)].map(([, name = ""]) => name) : [];
  });
  expect(writers.length).toBeGreaterThan(4);
  expect(writers.filter((name) => !REPORTING.has(name) && !/^(?:find|list|has)/.test(name))).toEqual([]);
});

test("only the reporters, and what reports its own run or request, write statuses and deployments", () => {
  const callers = filesWith(isReporting).filter((file) => !file.startsWith("lib/github/"));
  expect(callers).toEqual([...REPORTS_RELEASES, ...REPORTS_OWN_RUN, ...REPORTS_REQUESTS].toSorted());
});

test.each([...REPORTS_RELEASES])("%s names commit and repository by the proved source alone", (file) => {
  const text = readFileSync(file, "utf8");
  expect(text).toContain("ProvedSource");
  const commits = [...text.matchAll(/\bsha: ([^,}\n]+)/g)].map(([, value = ""]) => value.trim());
  expect(commits.filter((value) => value !== "source.sha")).toEqual([]);
  const repositories = [...text.matchAll(/\brepositoryNamed\(([^)]*)\)/g)].map(([, value = ""]) => value);
  const isAllowed = /^(?:group\[0\]\?\.)?source\.repository\b|^run\.repository$/;
  expect(repositories.filter((value) => !isAllowed.test(value))).toEqual([]);
  expect(commits.length + repositories.length).toBeGreaterThan(0);
});

test.each([
  ['import { provedByToken } from "../../../lib/releases/rules/proved-source.ts";', ["provedByToken"]],
  ['import {\n  a,\n  type B,\n  resumedSource as c,\n} from "../x.ts";', ["a", "resumedSource"]],
  ['export { provedByRecord } from "./x.ts";', ["provedByRecord"]],
  ['import * as proved from "./x.ts";', ["*"]],
  ['import type { ProvedSource } from "./x.ts";', []],
])("the check reads %j", (text, names) => {
  expect(importsOf("lib/a/b.ts", text).map(({ name }) => name)).toEqual(names);
});
