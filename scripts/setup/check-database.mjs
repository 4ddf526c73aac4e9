/**
 * Runs validate-database's bundle on files of the current folder, and prints what it finds for people, not for GitHub.
 * Plain JavaScript: it runs on Node 20, without a build.
 * Usage: node scripts/setup/check-database.mjs <database> <policy> <server configuration>
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [database = "", policy = "", server = ""] = process.argv.slice(2);
const bundle = fileURLToPath(new URL("../../actions/validate-database/dist/index.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "release-channels."));
try {
  process.exitCode = check();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function check() {
  const [outputs, summary] = ["outputs", "summary"].map((name) => join(folder, name));
  for (const file of [outputs, summary]) writeFileSync(file, "");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env.PATH,
      GITHUB_WORKSPACE: process.cwd(),
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      INPUT_PATH: database,
      INPUT_POLICY: policy,
      "INPUT_SERVER-CONFIG": server,
    },
  });
  const problems = problemsIn(readFileSync(outputs, "utf8"));
  for (const { level, file, line, column, message } of problems) {
    const place = [file, line, column].filter((part) => part !== null).join(":");
    console.log(`${place}: ${level}: ${message}`);
  }
  if (status === 0) console.log(`The database is valid: ${count(problems)}.`);
  else if (problems.length > 0)
    console.error(`\n${count(problems)}. Until they are mended, ${consequence(problems)}.`);
  else console.error(stderr || errorsIn(stdout) || `${bundle} ended with ${status} and said nothing.`);
  return status === 0 ? 0 : 1;
}

/** The output `problems`, whose last value counts; a heredoc as the runner reads it. */
function problemsIn(text) {
  const found = [...text.matchAll(/^problems<<(.+)\n([^]*?)\n\1$/gm)].at(-1);
  return found === undefined ? [] : JSON.parse(found[2]);
}

/** @param text with workflow commands */
function errorsIn(text) {
  const found = [...text.matchAll(/^::error[^:]*::(.*)$/gm)].map(([, message]) => message);
  const asTyped = found
    .join("\n")
    .replaceAll("Input path", "--database")
    .replaceAll("Input policy", "--policy")
    .replaceAll("Input server-config", "--server-config");
  return asTyped.replaceAll("%0A", "\n").replaceAll("%0D", "\r").replaceAll("%25", "%");
}

/** What the errors stop: the deploy server reads its configuration alone, and releases read the rest. */
function consequence(problems) {
  const errors = problems.filter(({ level }) => level === "error");
  return [
    ...(errors.some(({ file }) => file !== server) ? ["every release is rejected"] : []),
    ...(errors.some(({ file }) => file === server) ? ["the deploy server deploys nothing"] : []),
  ].join(", and ");
}

function count(problems) {
  const errors = problems.filter(({ level }) => level === "error").length;
  const many = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  return `${many(errors, "error")}, ${many(problems.length - errors, "warning")}`;
}
