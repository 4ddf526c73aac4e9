import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Token, Tokens } from "marked";
import { fixedParts, messagesIn } from "./messages.ts";
import { chartMessagesIn, shellMessagesIn } from "./other-messages.ts";
import { tokensOf } from "./pages.ts";

const PAGE = "docs/troubleshooting.md";
/** What only the deploy server uses. Much of what it says is not an error; what says what to do is a sentence. */
const OF_DEPLOY_SERVER =
  /^apps\/deploy-server\/|^lib\/http\/look\/|^lib\/(?:deploys|store|github\/(?:builds|commits|installation|people))\/|^lib\/manifests\/yaml-value\.ts$/;
const CODE = globSync([
  "lib/**/*.ts",
  "actions/*/src/**/*.ts",
  "apps/{release-api,deploy-server}/**/*.ts",
  "apps/action-image/src/**/*.ts",
]).filter(
  // Its pages say what happened.
  (file) =>
    !/^apps\/release-api\/pages\/|\.test\.ts$|\.generated\.ts$|\.d\.ts$|arbitraries\.ts$|\/testing\/|\/migrations\//.test(
      file,
    ),
);
const SCRIPTS = globSync([
  "scripts/{setup-*,test-dispatch,upgrade}.sh",
  "{scripts/setup,tools/publish}/*.sh",
]);
const CHART = globSync("helm/*/templates/**/*.{tpl,yaml}");
const FILES = [...CODE, ...SCRIPTS, ...CHART].sort();

/** What the code says besides errors: commit messages, names, and parts of sentences that errors quote. */
const NO_ERRORS = new Set([
  // Notes of a summary.
  "Released by …",
  "Released by …, sent by …",
  // What the action deploy shows of a request's state, and the next step for each.
  "awaiting approval",
  "timed out",
  "ledger ahead",
  "… does not take the job's token any more",
  "Somebody has to … it: …",
  "Nobody confirmed it in time: run the job again, and have somebody look at it.",
  "Something newer is deployed instead, so nothing has to be done.",
  "Run the job again when that has ended.",
  "It may still get there: look at the cluster before anything is asked for again.",
  "The release repository has it, and the target's own file does not: retry or roll back there.",
  "Nothing was changed.",
  "Roll back there, or mend it and run the job again.",
  "Not deployed",
  "Asked for, and not over yet",
  "The request, with each step and its time",
  "the name of a deploy config",
  "a channel, such as dev",
  "the deploy server's address, such as https://deploys.acme.dev",
  "there is nothing to deploy by this: nothing ran before, or the config has no artifact.",
  "the id of a request, or a full commit of the ledger,",
  "Commit of its config (empty: the one that goes with it)",
  "Commit of the config (empty: the newest)",
  "the page to go to is no address of this server.",
  "nothing held it",
  "until /deploy resume",
  "Timed out",
  "The database is valid",
  "The deploy configs are valid",
  "Without effect",
  "There are no deploy configs: … has no <name>.yaml.",
  "the deploy configs",
  "Waits for somebody's approval",
  "Did not start",
  "Was not finished",
  'exec env …=3 "$@" 3<<INPUTS',
  "In progress",
  "the pull request's head",
  "a minute ago",
  "… minutes ago",
  "It has expired: an App's token is valid for one hour.",
  "It has expired or was revoked.",
  "a fork that was deleted",
  "the fork …",
  "Ended with an unknown status",
  "No deployment is created in …",
  "No status is set in …",
  "… has no inputs.",
  ", or GITHUB_TOKEN",
  ", until the job ends",
  "Already released",
  "Forced: true",
  "PRIVATE KEY",
  "Promotion from … to ……",
  "No commit found",
  "Resource not accessible",
  "by integration",
  "maximum number of statuses",
  "Rolled-Back: true",
  "Runs of …",
  "The cluster serves …",
  "The database is valid",
  "The database did not change",
  "It contains no build that was not running before.",
  "commit to …",
  "contents: read",
  "contents: write",
  "create a deployment of … to …",
  "deployments: read",
  "deployments: write",
  "make the deployments of … inactive",
  "metadata: read",
  "not there",
  "promoted from …",
  "read the deployments to …",
  "read the states of deployment …",
  "read the history of …",
  "read the name",
  "rolled back",
  "an earlier deploy of … (…) was applied again",
  "rolled back…",
  "run: URI!",
  'set the status "…" of commit …',
  "set the state of deployment …",
  "set the states of the deployments",
  "statuses: write",
  "the key of App …",
  'the token of input "…"',
  "a request without a token",
  "the token of App …",
  "… already says so.",
  // The description of the API.
  "1 while the files are invalid.",
  'Bearer realm="reload"',
  "Containers: names, or prefixes followed by a star (app-*).",
  "Records in the served database.",
  "Releases in the last 30 days, by how they came about.",
  "Releases of the last 30 days that were rolled back.",
  "Median time from a release's commit until Argo CD was given an image with it, in the last 30 days.",
  "The first and the next page (RFC 8288), if there are several.",
  "The request's id, as in the log.",
  // A mistake in the API's own schema.
  "The schema allowed the parameter … to be …",
  "The version of database and policy.",
  "Time since GitHub said where the followed branch is.",
  "Time since the served version was loaded.",
  "a parameter is invalid; errors names it and what is allowed.",
  "The earliest time of the commit.",
  "The time that the commits are older than.",
  "The commit that the history ends at.",
  "the server has no history; detail says how to give it one.",
  "the server is overloaded.",
  "all channels.",
  "no valid database has been loaded yet, or the server is overloaded.",
  "ok, or degraded.",
  "one page.",
  "the container has no release in that channel.",
  "the files are valid and served.",
  "the files are unchanged, but were never loaded",
  "the files are invalid; errors lists the problems. The last valid version is still served.",
  "the server has no RELOAD_TOKEN, and the request comes from another machine.",
  "the token is missing or wrong.",
  "the request has no body.",
  "the body is too large.",
  "the server follows no branch, or has no GITHUB_WEBHOOK_SECRET.",
  "the signature is missing or not that of the webhook's secret.",
  "# HELP … Requests by method, route and status, with their duration.",
  "Whether a valid database is loaded, and if not, why",
  "the default of … is invalid",
  "unavailable or stopping: send no requests here.",
  "the server is stopping.",
  "too many clients are listening, or the server is overloaded.",
  "Bytes of answers that clients have not read yet.",
  "Clients listening to events.",
  "Open connections.",
  "Requests that wait behind another one on their connection.",
  "the address and the headers are longer than 16 KiB.",
]);
/** What the deploy server says in sentences besides errors. */
const SENTENCES = new Set([
  // What its endpoints answer, in the description.
  "a header is missing, or the body is no JSON object.",
  "stopping or unavailable: send no requests here.",
  "the sign-in was not finished, or has expired.",
  "there is nothing in it that can be dealt with.",
  "the signature is missing, stale or not the app's.",
  "Slack comes by Socket Mode here, or the store cannot be reached.",
  "it has begun, or the same is under way.",
  "the body is not as it should be.",
  "another one is under way, or the server has no App that could look.",
  "nobody says who asks.",
  "whoever asks may not.",
  "there is no such sync.",
  "what became of each release; rejected ones wrote nothing.",
  "the body is no dispatch; it says what is allowed.",
  "the token does not prove that the source sends this dispatch.",
  "the token or the dispatch's id was used before, or the commit was refused.",
  "the source repository has too many dispatches waiting.",
  "it is not decided yet, or GitHub or the store cannot be asked: send it again.",
  "The next page (RFC 8288), if there is one.",
  "each rule once, in the order in which they are asked.",
  "something in the request is wrong; it says what is allowed.",
  "there is no token, or GitHub does not take it.",
  "too many tokens that GitHub does not take came from your address, or in all.",
  "GitHub or the store cannot be asked now, or clients hold too much: try again.",
  "all that you may see, by config.",
  "there is none that you may see.",
  "there is no such config, or target, that you may see; it names the nearest.",
  "the request that there was for this wish already.",
  "whoever asks may see, and may not ask.",
  "whoever asks may see, and may not deploy there.",
  "the lock; the same for a key that is sent again.",
  "it is locked already, or what the key was used for has ended.",
  "it has no lock of its own.",
  "For how long, such as 30m, 2h or 3d (empty: until somebody unlocks it)",
  "there is no such target that you may see; it names the nearest.",
  "the Idempotency-Key was used for another wish.",
  "the request that it is about now: for retry and rollback, the new one.",
  "whoever asks may see, and may not decide.",
  // What pages say.
  "Here are the configs whose repositories you may read on GitHub: those with a target in db/server.yaml, and those with a file in .deploy.",
  "GitHub says who you are, and which repositories you may read: you see what is deployed from those.",
  "waiting for confirmation of what the cluster shows",
  "somebody whom GitHub does not know yet",
  "The cluster shows more than the version: ….",
  "Nothing may be deployed here now, because ….",
  // A deploy's progress, and what its message asks.
  "resumed: events deploy it again, as its config says",
  "resumed: it takes the next version that somebody asks for",
  "Argo CD has it, and has not begun",
  "Argo CD knows of no sync yet",
  "Argo CD has synced an earlier commit, and not this one yet",
  "⚠ The cluster shows more than the version: …",
  "the cluster has been told, and nothing is applied yet",
  "all objects are as the specs say",
  "… is locked by … …: …. Deploys and releases there are held; `/deploy unlock … in …` ends it.",
  "… is unlocked. What was held is not deployed by itself: ask again.",
  "Stop this sync? What was applied so far stays.",
  "End the other operation? It is not this request's.",
  "Nothing is known yet of what changes in ….",
  "The operation is being terminated: ask for the deploy again.",
  // What /deploy why shows of a rule that lets somebody through, or is not asked.
  "it lists this app and this channel",
  "… takes only what an earlier channel has, which is asked of each version",
  "… takes only what is proved by its build, which is asked of each image",
  "it follows no branch here, so that it is asked of each commit",
  "…; a deploy that a person asks for ends that",
  "what runs is what the ledger says",
  "no account is known to ask it of",
  // What /deploy help lists, and what an offer to sign in says.
  "what runs, and what is under way",
  "which rules let you deploy there, and which do not",
  "what is under way there, and what waits for it",
  "/deploy lock <app> in <channel> [for <time>] because <reason>",
  "/deploy promote <app> from <channel> to <channel>",
  "deploys to one channel what another one has",
  "which version of its chart is where, and what is newer",
  "lets builds and pushes deploy it again",
  "makes git say what really runs there",
  "links your Slack account to your GitHub account",
  "<…|Sign in to GitHub>, and bring the code that you get there back: `/deploy link <code>`. The address is yours alone, for 10 minutes.",
  "the address at which Slack, GitHub and browsers reach the server",
]);
/** SQL, and pages. */
const IS_CODE =
  /^\s*(?:select |with |case |update |insert into |create |coalesce\(|least\(|now\(\)|<!doctype |<[a-z][a-z0-9]*[\s>])/;
/** The fewest words in a sentence that says what to do. */
const LEAST_WORDS = 7;

/** Whether a text of this file must be on the page, unless something else exempts it. */
function isTold(file: string, text: string): boolean {
  if (!OF_DEPLOY_SERVER.test(file)) return true;
  const words = text.split(/\s+/).filter((word) => /[a-z]{2,}/i.test(word));
  return words.length >= LEAST_WORDS && !IS_CODE.test(text) && !SENTENCES.has(text);
}

/** What --help prints. */
const isHelp = (text: string) => text.includes("[--input value …]");

const messages = FILES.flatMap((file) => {
  const text = readFileSync(file, "utf8");
  const said = file.endsWith(".ts") ? messagesIn(text) : [...shellMessagesIn(text), ...chartMessagesIn(text)];
  return said.filter((message) => !isHelp(message)).map((message) => ({ file, text: message }));
});
const documented = entriesOf(readFileSync(PAGE, "utf8"));

/** The code spans that begin paragraphs and list items: what the program says, before what it means. */
function entriesOf(page: string): readonly string[] {
  return tokensOf(page)
    .filter(({ type }) => type === "paragraph" || type === "list_item")
    .flatMap((token) => leadingCode(inlineOf(token)));
}

/** For a list item, the one of its paragraph. */
function inlineOf({ type, tokens = [] }: Token & { readonly tokens?: Token[] }): readonly Token[] {
  return type === "paragraph"
    ? tokens
    : tokens.flatMap((token) => ("tokens" in token ? (token.tokens ?? []) : []));
}

function leadingCode(tokens: readonly Token[]): readonly string[] {
  const isBetween = ({ type, raw }: Token) => type === "text" && /^(?:[a-z-]+: |,?\s*)$/.test(raw);
  const end = tokens.findIndex((token) => token.type !== "codespan" && !isBetween(token));
  const leading = end < 0 ? tokens : tokens.slice(0, end);
  return leading.flatMap((token) => (token.type === "codespan" ? [(token as Tokens.Codespan).text] : []));
}

test("there are messages and entries", () => {
  expect(messages.length).toBeGreaterThan(200);
  expect(documented.length).toBeGreaterThan(150);
});

describe(`every error has an entry in ${PAGE}`, () => {
  test.each(FILES.map((file) => [file]))("%s", (file) => {
    const strange = messages
      .filter(
        (message) => message.file === file && !NO_ERRORS.has(message.text) && isTold(file, message.text),
      )
      .map(({ text }) => text)
      .filter((text) => !documented.some((entry) => fixedParts(text).every((part) => entry.includes(part))));
    expect(strange).toEqual([]);
  });
});

test("every entry is for an existing error", () => {
  const stale = documented.filter(
    (entry) => !fixedParts(entry).every((part) => messages.some(({ text }) => text.includes(part))),
  );
  expect(stale).toEqual([]);
});

test("every listed text that is not an error exists", () => {
  const said = new Set(messages.map(({ text }) => text));
  expect([...NO_ERRORS, ...SENTENCES].filter((text) => !said.has(text))).toEqual([]);
});

test.each([
  ["throw new Error(`no ${name} in it`)", ["no … in it"]],
  ['f("one part " + `and ${the} other` + x)', ["one part and … other…"]],
  ['log.info("not an error"); fail(`is ${why ? "too large" : "too small"}`)', ["too large", "too small"]],
  ['summary({ heading: "All is well", text: "but this fails" })', ["but this fails"]],
  ["const query = `query Name($x: String!) { it is GraphQL }`", []],
])("%s says %j", (code, texts) => {
  expect(messagesIn(code)).toEqual(texts);
});

test("finds what scripts and charts say", () => {
  expect(
    shellMessagesIn('refuse "--x is \\"$X\\": ${N} is allowed."; die \'no $x\'; echo "::error::a $b c"'),
  ).toEqual(['--x is "…": … is allowed.', "no …", "a … c"]);
  expect(chartMessagesIn('{{- fail (printf "the name %q is taken" .name) }}{{ fail "is empty" }}')).toEqual([
    "the name … is taken",
    "is empty",
  ]);
});
