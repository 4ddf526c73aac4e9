// Generated from actions/*/action.yml by npm run generate.
import type { Action } from "./action.ts";

export const ACTIONS: readonly Action[] = [
  {
    "name": "create-deployment",
    "description": "Creates a GitHub deployment and says the truth about it: in progress now, and how it went when the job ends. Goes on with a deployment of another job, and makes those of a preview inactive.",
    "inputs": [
      {
        "name": "environment",
        "description": "Where to deploy, such as `staging` or `preview/pr-123`: at most 255 characters. Required without `deployment-id`.",
        "preset": ""
      },
      {
        "name": "ref",
        "description": "What is deployed: a branch, a tag or a full commit id. Without it, the commit that the event is about: a pull request's head and not its merge commit, the finished run's of workflow_run, the `client_payload.source.sha` of a repository_dispatch where `repository` is that source.",
        "preset": ""
      },
      {
        "name": "repository",
        "description": "Where the deployment is made, as `owner/name`. Without it, this repository.",
        "preset": ""
      },
      {
        "name": "state",
        "description": "`auto`: `in_progress` now, and when the job ends `success`, `failure`, or `error` if it was cancelled. Or one of `queued`, `pending`, `in_progress`, `success`, `failure`, `error`, `inactive`, to say just that. Or what `needs.<job>.result` says: `skipped` is said as `inactive`, and `cancelled` as `error`.",
        "preset": "auto"
      },
      {
        "name": "deployment-id",
        "description": "A deployment to go on with, from the output of another job. None is created then.",
        "preset": ""
      },
      {
        "name": "inactivate",
        "description": "Make all deployments of `environment` inactive and create none: for a preview whose pull request is closed.",
        "preset": "false"
      },
      {
        "name": "environment-url",
        "description": "The address to open what was deployed. May come from a later step; it counts when the job ends, and is left out with a warning where it is illegal then.",
        "preset": ""
      },
      {
        "name": "log-url",
        "description": "Where to follow the deployment. Without it, the run's page.",
        "preset": ""
      },
      {
        "name": "description",
        "description": "What to say about it, on one line. More than 140 characters are cut at a word.",
        "preset": ""
      },
      {
        "name": "auto-inactive",
        "description": "Whether a success makes the environment's earlier deployments inactive. GitHub leaves out transient and production ones.",
        "preset": "true"
      },
      {
        "name": "auto-merge",
        "description": "Whether GitHub merges the default branch into `ref` (a branch) first, where that is behind. It then makes no deployment.",
        "preset": "false"
      },
      {
        "name": "required-contexts",
        "description": "Commit status contexts that must be success before a deployment is made, one on a line; `all` stands for every context that the commit has. Without it, nothing is checked.",
        "preset": ""
      },
      {
        "name": "transient",
        "description": "Whether the environment will be gone some day, as a preview is.",
        "preset": "false"
      },
      {
        "name": "production",
        "description": "Whether people use the environment. Without it, GitHub says so of `production` alone.",
        "preset": ""
      },
      {
        "name": "task",
        "description": "What is done, for systems that tell deployments apart by it.",
        "preset": "deploy"
      },
      {
        "name": "payload",
        "description": "A JSON object for the systems that deploy. `creation_id` is added to it.",
        "preset": "{}"
      },
      {
        "name": "job-status",
        "description": "How the job ended, for the state that `auto` says then.",
        "preset": "${{ job.status }}"
      },
      {
        "name": "token",
        "description": "A token with `deployments: write` on the repository. Give this, or `app-id` and `private-key`.",
        "preset": "${{ github.token }}"
      },
      {
        "name": "app-id",
        "description": "A GitHub App to act as, by its id or client id, instead of `token`. It must be installed on the repository and have the same permission. Its token is made for that repository and this action alone, and revoked at the end.",
        "preset": ""
      },
      {
        "name": "private-key",
        "description": "The App's private key: the .pem file as it is, or in base64.",
        "preset": ""
      },
      {
        "name": "installation-id",
        "description": "The App's installation. Without it, the one on the repository is found, with one more request.",
        "preset": ""
      }
    ],
    "outputs": [
      {
        "name": "deployment-id",
        "description": "The deployment, for `deployment-id` of another job; empty when there is none."
      },
      {
        "name": "result",
        "description": "`created`; `continued`, with `deployment-id`; `merged`, when GitHub merged instead and made none; `inactivated`; `skipped`, in a fork's pull request, whose token may not deploy. Empty when the step failed before."
      },
      {
        "name": "state",
        "description": "The state that was set last by this step; empty when there was none."
      },
      {
        "name": "inactivated",
        "description": "How many deployments `inactivate` found active and ended; empty without it."
      }
    ],
    "hasPost": true
  },
  {
    "name": "report-commit-status",
    "description": "Sets a commit status, in one repository or in several organisations at once. By default one step says `pending` in its place, and the job's outcome when the job ends: `success`, `failure`, or `error` when it was cancelled.",
    "inputs": [
      {
        "name": "state",
        "description": "`auto`, or one state to set now: `error`, `failure`, `pending` or `success`. Or what `needs.<job>.result` says: `skipped` is set as `success`, as a required check takes it, and `cancelled` as `error`.",
        "preset": "auto"
      },
      {
        "name": "context",
        "description": "What the status is about: a later one of the same context takes its place, whatever its case. Where you give one, give each leg of a matrix its own, or the last of them decides.",
        "preset": "${{ github.workflow }} / ${{ github.job }}${{ join(matrix.*, ', ') && format(' ({0})', join(matrix.*, ', ')) }}"
      },
      {
        "name": "description",
        "description": "One line. Beyond 140 characters it is cut after a word, and emoji that GitHub refuses are left out. With `auto` it is evaluated again at the end, so that it may name the context `job.status`. Without it, `auto` finds words.",
        "preset": ""
      },
      {
        "name": "target-url",
        "description": "Where the status leads. Without it, to this workflow run. One that is illegal when the job ends is left out with a warning.",
        "preset": ""
      },
      {
        "name": "sha",
        "description": "The commit, 40 digits. Without it, the one that the event is about: a pull request's head and not its merge commit, the finished run's of workflow_run, the `client_payload.source.sha` of a repository_dispatch where `repository` is that source.",
        "preset": ""
      },
      {
        "name": "repository",
        "description": "The commit's repository, as `owner/name`. Without it, this one.",
        "preset": ""
      },
      {
        "name": "repositories",
        "description": "Several repositories instead, with line breaks or commas between them, each `owner/name` or `owner/name@sha`. One that cannot be reported to does not stop the others; the step then fails at the end.",
        "preset": ""
      },
      {
        "name": "token",
        "description": "A token that may set statuses there (`statuses: write`).",
        "preset": "${{ github.token }}"
      },
      {
        "name": "app-id",
        "description": "A GitHub App to act as, by its id or client id, instead of `token`. It must be installed on the repository and have the same permission. Its token is made for that repository and this action alone, and revoked at the end.",
        "preset": ""
      },
      {
        "name": "private-key",
        "description": "The App's private key: the .pem file as it is, or in base64.",
        "preset": ""
      },
      {
        "name": "installation-id",
        "description": "The App's installation. Without it, the one on the repository is found, with one more request.",
        "preset": ""
      },
      {
        "name": "job-status",
        "description": "How the job ended, for `auto`. Leave it as it is.",
        "preset": "${{ job.status }}"
      }
    ],
    "outputs": [
      {
        "name": "state",
        "description": "The state that was set in this place of the job; with `auto`, `pending`."
      },
      {
        "name": "sha",
        "description": "The commit; empty with `repositories` where it differs, and when nothing could be set."
      },
      {
        "name": "results",
        "description": "A JSON list of `repository`, `sha`, `outcome` (reported, unchanged, failed, or skipped for a fork's pull request, whose token only reads) and `reason`, empty unless failed or skipped."
      }
    ],
    "hasPost": true
  }
];
