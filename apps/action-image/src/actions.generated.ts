// Generated from actions/*/action.yml by npm run generate.
import type { Action } from "./action.ts";

export const ACTIONS: readonly Action[] = [
  {
    "name": "create-deployment",
    "description": "Creates a GitHub deployment and keeps its state up to date: in progress now, and the job's result when the job ends. Can also continue another job's deployment, or make a preview's deployments inactive.",
    "inputs": [
      {
        "name": "environment",
        "description": "Where to deploy, such as `staging` or `preview/pr-123`: at most 255 characters. Required without `deployment-id`.",
        "preset": ""
      },
      {
        "name": "ref",
        "description": "What to deploy: a branch, a tag or a full commit id. The default is the event's commit: a pull request's head (not its merge commit), the finished run's commit for workflow_run, or `client_payload.source.sha` of a repository_dispatch if `repository` is that source.",
        "preset": ""
      },
      {
        "name": "repository",
        "description": "The repository of the deployment, as `owner/name`. The default is this repository.",
        "preset": ""
      },
      {
        "name": "state",
        "description": "`auto`: `in_progress` now, and when the job ends `success`, `failure`, or `error` if it was cancelled. Or one of `queued`, `pending`, `in_progress`, `success`, `failure`, `error`, `inactive`, to set only that state. Or the value of `needs.<job>.result` or of a run's `conclusion`: `skipped` becomes `inactive`, `neutral` `success`, `timed_out` `failure`, and `cancelled`, `action_required`, `startup_failure` and `stale` become `error`.",
        "preset": "auto"
      },
      {
        "name": "deployment-id",
        "description": "An existing deployment to update, from the output of another job, instead of creating one.",
        "preset": ""
      },
      {
        "name": "inactivate",
        "description": "Make all deployments of `environment` inactive and create none: for a preview whose pull request is closed.",
        "preset": "false"
      },
      {
        "name": "environment-url",
        "description": "The URL of what was deployed. It can come from a later step: it is read when the job ends. An invalid URL is omitted with a warning.",
        "preset": ""
      },
      {
        "name": "log-url",
        "description": "Where to follow the deployment. The default is the run's page.",
        "preset": ""
      },
      {
        "name": "description",
        "description": "A one-line description, cut at a word after at most 140 characters.",
        "preset": ""
      },
      {
        "name": "auto-inactive",
        "description": "Whether a success makes the environment's earlier deployments inactive, except transient and production ones.",
        "preset": "true"
      },
      {
        "name": "auto-merge",
        "description": "Whether GitHub first merges the default branch into `ref` (a branch) if that is behind. It then creates no deployment.",
        "preset": "false"
      },
      {
        "name": "required-contexts",
        "description": "Commit status contexts that must be `success` before the deployment is created, one per line; `all` means every context of the commit. By default, nothing is checked.",
        "preset": ""
      },
      {
        "name": "transient",
        "description": "Whether the environment will be deleted later, like a preview.",
        "preset": "false"
      },
      {
        "name": "production",
        "description": "Whether it is an environment that users interact with. By default, GitHub assumes this only for `production`.",
        "preset": ""
      },
      {
        "name": "task",
        "description": "The deployment's task, for systems that distinguish deployments by it.",
        "preset": "deploy"
      },
      {
        "name": "payload",
        "description": "A JSON object for the systems that deploy. `creation_id` is added to it.",
        "preset": "{}"
      },
      {
        "name": "job-status",
        "description": "The job's result, for `auto`. Do not set this input.",
        "preset": "${{ job.status }}"
      },
      {
        "name": "token",
        "description": "A token with `deployments: write` on the repository. Set this, or `app-id` and `private-key`.",
        "preset": "${{ github.token }}"
      },
      {
        "name": "app-id",
        "description": "The id or client id of a GitHub App to use instead of `token`. It must be installed on the repository and have the same permission. The action creates a token for that repository only, and revokes it at the end.",
        "preset": ""
      },
      {
        "name": "private-key",
        "description": "The App's private key: the contents of the .pem file, or the same in base64.",
        "preset": ""
      },
      {
        "name": "installation-id",
        "description": "The App's installation id. By default, one more request looks it up.",
        "preset": ""
      }
    ],
    "outputs": [
      {
        "name": "deployment-id",
        "description": "The deployment's id, for `deployment-id` in another job; empty if there is none."
      },
      {
        "name": "result",
        "description": "`created`; `continued`, with `deployment-id`; `merged`, when GitHub merged instead and created none; `inactivated`; `skipped`, in a fork's pull request, whose token cannot deploy. Empty if the step failed earlier."
      },
      {
        "name": "state",
        "description": "The last state this step set; empty if it set none."
      },
      {
        "name": "inactivated",
        "description": "The number of deployments that `inactivate` made inactive; empty without it."
      }
    ],
    "hasPost": true
  },
  {
    "name": "report-commit-status",
    "description": "Sets a commit status, in one repository or in several organisations at once. By default, one step sets `pending` when it runs, and the job's result when the job ends: `success`, `failure`, or `error` if it was cancelled.",
    "inputs": [
      {
        "name": "state",
        "description": "`auto`, or a state to set now: `error`, `failure`, `pending` or `success`. Or the value of `needs.<job>.result` or of a run's `conclusion`: `skipped` and `neutral` become `success`, as for required checks, `timed_out` becomes `failure`, and `cancelled`, `action_required`, `startup_failure` and `stale` become `error`.",
        "preset": "auto"
      },
      {
        "name": "context",
        "description": "The status's context. A later status with the same context, in any case, replaces it. By default, each leg of a matrix has its own; if you set a context, tell the legs apart in it, or the last one wins.",
        "preset": "${{ github.workflow }} / ${{ github.job }}${{ join(matrix.*, ', ') && format(' ({0})', (contains(join(matrix.*, ', '), 'Object') || contains(join(matrix.*, ', '), 'Array')) && toJSON(matrix) || join(matrix.*, ', ')) }}"
      },
      {
        "name": "description",
        "description": "A one-line description, cut at a word after at most 140 characters, without emoji that GitHub refuses. With `auto` it is evaluated again at the end, so it can use `job.status`. By default, `auto` writes one.",
        "preset": ""
      },
      {
        "name": "target-url",
        "description": "The URL the status links to. The default is this workflow run. If it is invalid when the job ends, it is omitted with a warning.",
        "preset": ""
      },
      {
        "name": "sha",
        "description": "The commit, 40 hex digits. The default is the event's commit: a pull request's head (not its merge commit), the finished run's commit for workflow_run, or `client_payload.source.sha` of a repository_dispatch if `repository` is that source.",
        "preset": ""
      },
      {
        "name": "repository",
        "description": "The commit's repository, as `owner/name`. The default is this repository.",
        "preset": ""
      },
      {
        "name": "repositories",
        "description": "Several repositories instead, separated by line breaks or commas, each `owner/name` or `owner/name@sha`. If one cannot be reported to, the others still are, and the step fails at the end.",
        "preset": ""
      },
      {
        "name": "token",
        "description": "A token that can set statuses there (`statuses: write`).",
        "preset": "${{ github.token }}"
      },
      {
        "name": "app-id",
        "description": "The id or client id of a GitHub App to use instead of `token`. It must be installed on the repository and have the same permission. The action creates a token for that repository only, and revokes it at the end.",
        "preset": ""
      },
      {
        "name": "private-key",
        "description": "The App's private key: the contents of the .pem file, or the same in base64.",
        "preset": ""
      },
      {
        "name": "installation-id",
        "description": "The App's installation id. By default, one more request looks it up.",
        "preset": ""
      },
      {
        "name": "job-status",
        "description": "The job's result, for `auto`. Do not set this input.",
        "preset": "${{ job.status }}"
      }
    ],
    "outputs": [
      {
        "name": "state",
        "description": "The state that this step set; with `auto`, `pending`."
      },
      {
        "name": "sha",
        "description": "The commit; empty if `repositories` have different commits, or if nothing could be set."
      },
      {
        "name": "results",
        "description": "A JSON list of `repository`, `sha`, `outcome` (reported, unchanged, failed, or skipped for a fork's pull request, whose token is read-only) and `reason`, empty unless failed or skipped."
      }
    ],
    "hasPost": true
  }
];
