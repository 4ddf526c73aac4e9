import { send } from "../../../http/testing.ts";
import { runGit } from "../../testing.ts";
import {
  deployment,
  deploymentStatus,
  github,
  head,
  inRepository,
  runId,
  token,
  type Case,
} from "./testing.ts";

/** Requests for a repository, its commits, deployments and pull requests. */
export const repositoryCases: readonly Case[] = [
  { operation: "rate-limit/get", path: "/rate_limit" },
  { operation: "repos/get", path: inRepository },
  { operation: "repos/get-branch", path: `${inRepository}/branches/main` },
  { operation: "repos/get-commit", path: `${inRepository}/commits/main` },
  { operation: "repos/get-content", path: `${inRepository}/contents/db/db.json` },
  { operation: "repos/get-content", path: `${inRepository}/contents/` },
  {
    operation: "repos/create-or-update-file-contents",
    method: "PUT",
    path: `${inRepository}/contents/new`,
    body: () => ({ message: "m", content: "" }),
  },
  {
    operation: "repos/create-dispatch-event",
    method: "POST",
    path: `${inRepository}/dispatches`,
    body: () => ({ event_type: "x" }),
  },
  {
    operation: "repos/create-release",
    method: "POST",
    path: `${inRepository}/releases`,
    body: async () => {
      await runGit(github.repository("acme/releases").gitDir, "tag", "v1", "main");
      return { tag_name: "v1", name: "v1", body: "Notes" };
    },
  },
  { operation: "repos/get-release-by-tag", path: `${inRepository}/releases/tags/v1` },
  { operation: "git/get-ref", path: `${inRepository}/git/ref/heads/main` },
  {
    operation: "git/update-ref",
    method: "PATCH",
    path: `${inRepository}/git/refs/heads/main`,
    body: async () => ({ sha: await head() }),
  },
  { operation: "meta/root", path: "/" },
  { operation: "repos/get-readme", path: `${inRepository}/readme` },
  { operation: "actions/list-repo-workflows", path: `${inRepository}/actions/workflows` },
  { operation: "actions/get-workflow", path: `${inRepository}/actions/workflows/run.yml` },
  { operation: "actions/list-workflow-runs-for-repo", path: `${inRepository}/actions/runs` },
  { operation: "actions/list-workflow-runs", path: `${inRepository}/actions/workflows/run.yml/runs` },
  {
    operation: "actions/get-workflow-run",
    path: () => `${inRepository}/actions/runs/${runId("queued")}`,
  },
  {
    operation: "actions/get-workflow-run-attempt",
    path: () => `${inRepository}/actions/runs/${runId("queued")}/attempts/1`,
  },
  {
    operation: "actions/cancel-workflow-run",
    method: "POST",
    path: () => `${inRepository}/actions/runs/${runId("queued")}/cancel`,
  },
  {
    operation: "actions/re-run-workflow",
    method: "POST",
    path: () => `${inRepository}/actions/runs/${runId("completed")}/rerun`,
  },
  {
    operation: "actions/create-workflow-dispatch",
    method: "POST",
    path: `${inRepository}/actions/workflows/run.yml/dispatches`,
    body: () => ({ ref: "main" }),
  },
  {
    operation: "repos/create-commit-status",
    method: "POST",
    path: async () => `${inRepository}/statuses/${await head()}`,
    body: () => ({ state: "success" }),
  },
  { operation: "checks/list-for-ref", path: `${inRepository}/commits/main/check-runs` },
  {
    operation: "repos/get-collaborator-permission-level",
    path: `${inRepository}/collaborators/alice/permission`,
  },
  { operation: "users/get-authenticated", path: "/user" },
  { operation: "repos/list-commit-statuses-for-ref", path: `${inRepository}/commits/main/statuses` },
  { operation: "repos/get-combined-status-for-ref", path: `${inRepository}/commits/main/status` },
  {
    operation: "repos/create-deployment",
    method: "POST",
    path: `${inRepository}/deployments`,
    body: () => ({ ref: "main" }),
  },
  {
    operation: "repos/create-deployment-status",
    method: "POST",
    path: () => `${inRepository}/deployments/${deployment()}/statuses`,
    body: () => ({ state: "success" }),
  },
  { operation: "repos/list-deployments", path: `${inRepository}/deployments` },
  { operation: "repos/get-deployment", path: () => `${inRepository}/deployments/${deployment()}` },
  {
    operation: "repos/list-deployment-statuses",
    path: () => `${inRepository}/deployments/${deployment()}/statuses`,
  },
  {
    operation: "repos/get-deployment-status",
    path: () => `${inRepository}/deployments/${deployment()}/statuses/${deploymentStatus()}`,
  },
  {
    operation: "repos/delete-deployment",
    method: "DELETE",
    path: () => `${inRepository}/deployments/${deployment()}`,
  },
  { operation: "repos/compare-commits-with-basehead", path: `${inRepository}/compare/main...topic` },
  {
    operation: "pulls/create",
    method: "POST",
    path: `${inRepository}/pulls`,
    body: async () => {
      await github.createBranch("acme/releases", "more");
      const body = { message: "m", content: "", branch: "more" };
      await send(`${github.apiUrl}${inRepository}/contents/more`, { method: "PUT", token, body });
      return { title: "More", head: "more", base: "main" };
    },
  },
  { operation: "pulls/list", path: `${inRepository}/pulls` },
  { operation: "pulls/get", path: `${inRepository}/pulls/1` },
  {
    operation: "repos/list-pull-requests-associated-with-commit",
    path: `${inRepository}/commits/topic/pulls`,
  },
];
