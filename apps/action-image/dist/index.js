import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 916:
/***/ ((__unused_webpack_module, exports) => {

var __webpack_unused_export__;

__webpack_unused_export__ = true;
exports.Io = __webpack_unused_export__ = void 0;
var peq = new Uint32Array(0x10000);
var myers_32 = function (a, b) {
    var n = a.length;
    var m = b.length;
    var lst = 1 << (n - 1);
    var pv = -1;
    var mv = 0;
    var sc = n;
    var i = n;
    while (i--) {
        peq[a.charCodeAt(i)] |= 1 << i;
    }
    for (i = 0; i < m; i++) {
        var eq = peq[b.charCodeAt(i)];
        var xv = eq | mv;
        eq |= ((eq & pv) + pv) ^ pv;
        mv |= ~(eq | pv);
        pv &= eq;
        if (mv & lst) {
            sc++;
        }
        if (pv & lst) {
            sc--;
        }
        mv = (mv << 1) | 1;
        pv = (pv << 1) | ~(xv | mv);
        mv &= xv;
    }
    i = n;
    while (i--) {
        peq[a.charCodeAt(i)] = 0;
    }
    return sc;
};
var myers_x = function (b, a) {
    var n = a.length;
    var m = b.length;
    var mhc = [];
    var phc = [];
    var hsize = Math.ceil(n / 32);
    var vsize = Math.ceil(m / 32);
    for (var i = 0; i < hsize; i++) {
        phc[i] = -1;
        mhc[i] = 0;
    }
    var j = 0;
    for (; j < vsize - 1; j++) {
        var mv_1 = 0;
        var pv_1 = -1;
        var start_1 = j * 32;
        var vlen_1 = Math.min(32, m) + start_1;
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] |= 1 << k;
        }
        for (var i = 0; i < n; i++) {
            var eq = peq[a.charCodeAt(i)];
            var pb = (phc[(i / 32) | 0] >>> i) & 1;
            var mb = (mhc[(i / 32) | 0] >>> i) & 1;
            var xv = eq | mv_1;
            var xh = ((((eq | mb) & pv_1) + pv_1) ^ pv_1) | eq | mb;
            var ph = mv_1 | ~(xh | pv_1);
            var mh = pv_1 & xh;
            if ((ph >>> 31) ^ pb) {
                phc[(i / 32) | 0] ^= 1 << i;
            }
            if ((mh >>> 31) ^ mb) {
                mhc[(i / 32) | 0] ^= 1 << i;
            }
            ph = (ph << 1) | pb;
            mh = (mh << 1) | mb;
            pv_1 = mh | ~(xv | ph);
            mv_1 = ph & xv;
        }
        for (var k = start_1; k < vlen_1; k++) {
            peq[b.charCodeAt(k)] = 0;
        }
    }
    var mv = 0;
    var pv = -1;
    var start = j * 32;
    var vlen = Math.min(32, m - start) + start;
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] |= 1 << k;
    }
    var score = m;
    for (var i = 0; i < n; i++) {
        var eq = peq[a.charCodeAt(i)];
        var pb = (phc[(i / 32) | 0] >>> i) & 1;
        var mb = (mhc[(i / 32) | 0] >>> i) & 1;
        var xv = eq | mv;
        var xh = ((((eq | mb) & pv) + pv) ^ pv) | eq | mb;
        var ph = mv | ~(xh | pv);
        var mh = pv & xh;
        score += (ph >>> (m - 1)) & 1;
        score -= (mh >>> (m - 1)) & 1;
        if ((ph >>> 31) ^ pb) {
            phc[(i / 32) | 0] ^= 1 << i;
        }
        if ((mh >>> 31) ^ mb) {
            mhc[(i / 32) | 0] ^= 1 << i;
        }
        ph = (ph << 1) | pb;
        mh = (mh << 1) | mb;
        pv = mh | ~(xv | ph);
        mv = ph & xv;
    }
    for (var k = start; k < vlen; k++) {
        peq[b.charCodeAt(k)] = 0;
    }
    return score;
};
var distance = function (a, b) {
    if (a.length < b.length) {
        var tmp = b;
        b = a;
        a = tmp;
    }
    if (b.length === 0) {
        return a.length;
    }
    if (a.length <= 32) {
        return myers_32(a, b);
    }
    return myers_x(a, b);
};
exports.Io = distance;
var closest = function (str, arr) {
    var min_distance = Infinity;
    var min_index = 0;
    for (var i = 0; i < arr.length; i++) {
        var dist = distance(str, arr[i]);
        if (dist < min_distance) {
            min_distance = dist;
            min_index = i;
        }
    }
    return arr[min_index];
};
__webpack_unused_export__ = closest;


/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 695:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Pm: () => (/* binding */ JOB_STATUS),
/* harmony export */   cW: () => (/* binding */ SECRETS),
/* harmony export */   eb: () => (/* binding */ UsageError)
/* harmony export */ });
/** Inputs that must not be on a command line, which every process on the machine can read. */
const SECRETS = new Set(["token", "private-key"]);
/** The input whose value is known only when a job ends. */
const JOB_STATUS = "job-status";
/** An invalid request; the message says what is possible. */
class UsageError extends Error {
    name = "UsageError";
}


/***/ }),

/***/ 469:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ ACTIONS)
/* harmony export */ });
const ACTIONS = [
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


/***/ }),

/***/ 826:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  RV: () => (/* binding */ isFlag),
  rm: () => (/* binding */ readInvocation),
  Qn: () => (/* binding */ variableOf)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(24);
;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
// EXTERNAL MODULE: ./build/apps/action-image/src/action.js
var src_action = __nccwpck_require__(695);
;// CONCATENATED MODULE: ./build/apps/action-image/src/arguments.js



/**
 * Reads an action's inputs: from a flag, or INPUT_NAME, or the file named by INPUT_NAME_FILE, or else the default.
 * `token` may also come from GITHUB_TOKEN.
 * @throws UsageError
 */
function readInvocation(action, args, env) {
    const end = args.indexOf("--");
    const own = end === -1 ? args : args.slice(0, end);
    const command = end === -1 ? [] : args.slice(end + 1);
    if (end !== -1 && command.length === 0)
        throw new src_action/* UsageError */.eb("There is no command after --: add one, or leave out --.");
    const flags = readFlags(action, own);
    const inputs = new Map(action.inputs.map((input) => [input.name, arguments_valueOf(input, flags.get(input.name), env)]));
    checkState(action, inputs.get("state"), command);
    return { inputs, command };
}
/** A given state is set now; `auto` reports how the command ends. */
function checkState({ hasPost }, state, command) {
    if (command.length > 0) {
        if (!hasPost)
            throw new src_action/* UsageError */.eb("This action does not run a command: leave out -- and what follows.");
        if (state !== "auto")
            throw new src_action/* UsageError */.eb(`The command's exit code decides the state: leave out state ${state}.`);
    }
    else if (state === "auto") {
        throw new src_action/* UsageError */.eb("Outside a job, nothing decides the state: set it with --state, or give a command after -- " +
            "to report how it ends.");
    }
}
function readFlags({ name, inputs }, args) {
    for (const secret of src_action/* SECRETS */.cW) {
        if (args.some((arg) => arg === `--${secret}` || arg.startsWith(`--${secret}=`))) {
            throw new src_action/* UsageError */.eb(`Every process can read a command line, so a secret must not be on it: set ${secret} in the ` +
                `environment as ${variableOf(secret)}, or name its file in ${variableOf(secret)}_FILE.`);
        }
    }
    const options = Object.fromEntries(inputs.filter(isFlag).map((input) => [input.name, { type: "string" }]));
    try {
        const { values } = (0,external_node_util_namespaceObject.parseArgs)({ args: [...args], options, strict: true });
        return new Map(Object.entries(values).flatMap(([flag, value]) => (typeof value === "string" ? [[flag, value]] : [])));
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new src_action/* UsageError */.eb(`${reason} See ${name} --help.`);
    }
}
/** Whether an input may be given as a flag. */
function isFlag({ name }) {
    return !src_action/* SECRETS */.cW.has(name) && name !== src_action/* JOB_STATUS */.Pm;
}
/** The environment variable for an input, with a name that every shell and Kubernetes accept. */
function variableOf(input) {
    return `INPUT_${input.toUpperCase().replaceAll("-", "_")}`;
}
function arguments_valueOf({ name, preset }, flag, env) {
    const variable = variableOf(name);
    const file = env[`${variable}_FILE`] ?? "";
    const given = flag ?? env[variable] ?? (file === "" ? undefined : readText(`${variable}_FILE`, file));
    if (given !== undefined && given !== "")
        return given;
    if (name === "token")
        return env["GITHUB_TOKEN"] ?? "";
    // Expressions refer to a workflow's run, and there is none.
    return preset.includes("${{") ? "" : preset;
}
function readText(variable, path) {
    try {
        return (0,external_node_fs_.readFileSync)(path, "utf8");
    }
    catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new src_action/* UsageError */.eb(`${variable} names a file that cannot be read: ${reason}. Correct the path or the file's permissions.`);
    }
}


/***/ }),

/***/ 262:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ overview),
/* harmony export */   Z: () => (/* binding */ helpOf)
/* harmony export */ });
/* harmony import */ var _action_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(695);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(826);


/** What can be asked for. */
function overview(actions) {
    return `Usage: <action> [--input value …] [-- command …]

${actions.map(({ name, description }) => `${name}\n${paragraph(description, 2)}`).join("\n\n")}

<action> --help tells its inputs and outputs.
`;
}
/** The usage of an action. */
function helpOf({ name, description, inputs, outputs, hasPost }) {
    const wrapped = hasPost
        ? `       ${name} [--input value …] -- command …

With a command: says that it is under way, runs it, and says how it went. Signals reach the command, its output stays
its own, and its exit code becomes this one's. Without a command: sets --state, and prints the outputs as JSON.
`
        : "";
    return `Usage: ${name} [--input value …]
${wrapped}
${paragraph(description, 0)}

Inputs, as flags; or in the environment as INPUT_NAME, or in a file that INPUT_NAME_FILE names:
${inputs.filter(_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .isFlag */ .RV).map(inputHelp).join("\n")}

Secrets, in the environment or a file alone:
${inputs
        .filter((input) => _action_js__WEBPACK_IMPORTED_MODULE_0__/* .SECRETS */ .cW.has(input.name))
        .map(secretHelp)
        .join("\n")}

Outputs:
${outputs.map((output) => `  ${output.name}\n${paragraph(output.description, 6)}`).join("\n")}

Exit code: 0 done, 1 failed, 2 asked wrongly; with a command its own. GITHUB_API_URL and GITHUB_SERVER_URL name a
GitHub Enterprise Server.
`;
}
function inputHelp({ name, description, preset }) {
    const known = preset === "" || preset.includes("${{") ? "" : ` (${preset.trim()})`;
    return `  --${name}${known}\n${paragraph(description, 6)}`;
}
function secretHelp({ name, description }) {
    const also = name === "token" ? ", or GITHUB_TOKEN" : "";
    return `  ${(0,_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .variableOf */ .Qn)(name)} or ${(0,_arguments_js__WEBPACK_IMPORTED_MODULE_1__/* .variableOf */ .Qn)(name)}_FILE${also}\n${paragraph(description, 6)}`;
}
const WIDTH = 100;
function paragraph(text, indent) {
    const lines = [];
    for (const word of text.replaceAll("`", "").split(/\s+/).filter(Boolean)) {
        const line = lines.at(-1);
        if (line === undefined || indent + line.length + 1 + word.length > WIDTH)
            lines.push(word);
        else
            lines[lines.length - 1] = `${line} ${word}`;
    }
    return lines.map((line) => " ".repeat(indent) + line).join("\n");
}


/***/ }),

/***/ 80:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _lib_releases_documents_nearest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(272);
/* harmony import */ var _action_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(695);
/* harmony import */ var _actions_generated_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(469);
/* harmony import */ var _arguments_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(826);
/* harmony import */ var _help_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(262);
/* harmony import */ var _own_inputs_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(103);
/* harmony import */ var _run_action_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(595);
/* harmony import */ var _signals_js__WEBPACK_IMPORTED_MODULE_8__ = __nccwpck_require__(320);
/* harmony import */ var _step_log_js__WEBPACK_IMPORTED_MODULE_7__ = __nccwpck_require__(668);









const USAGE = 2;
async function main([name = "", ...args]) {
    if (name === "" || name === "--help") {
        process.stdout.write((0,_help_js__WEBPACK_IMPORTED_MODULE_4__/* .overview */ .M)(_actions_generated_js__WEBPACK_IMPORTED_MODULE_2__/* .ACTIONS */ .k));
        return name === "" ? USAGE : 0;
    }
    const action = _actions_generated_js__WEBPACK_IMPORTED_MODULE_2__/* .ACTIONS */ .k.find((known) => known.name === name);
    if (action === undefined) {
        const names = _actions_generated_js__WEBPACK_IMPORTED_MODULE_2__/* .ACTIONS */ .k.map((known) => known.name);
        throw new _action_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb(`There is no action ${JSON.stringify(name)}${(0,_lib_releases_documents_nearest_js__WEBPACK_IMPORTED_MODULE_0__/* .didYouMean */ .a)(name, names)}: use ${names.join(" or ")}.`);
    }
    if (args[0] === "--help") {
        process.stdout.write((0,_help_js__WEBPACK_IMPORTED_MODULE_4__/* .helpOf */ .Z)(action));
        return 0;
    }
    const env = (0,_own_inputs_js__WEBPACK_IMPORTED_MODULE_5__/* .ownInputs */ .o)(process.env, { wraps: args.includes("--") });
    const invocation = (0,_arguments_js__WEBPACK_IMPORTED_MODULE_3__/* .readInvocation */ .rm)(action, args, env);
    const log = new _step_log_js__WEBPACK_IMPORTED_MODULE_7__/* .StepLog */ .J((text) => process.stderr.write(text), {
        debug: process.env["RUNNER_DEBUG"] === "1",
    });
    const { exitCode, outputs } = await (0,_run_action_js__WEBPACK_IMPORTED_MODULE_6__/* .runAction */ .C)(action, invocation, { signals: new _signals_js__WEBPACK_IMPORTED_MODULE_8__/* .Signals */ .U(), log });
    // With a command, standard output belongs to the command.
    if (invocation.command.length === 0)
        process.stdout.write(`${JSON.stringify(outputs)}\n`);
    return exitCode;
}
try {
    process.exitCode = await main(process.argv.slice(2));
}
catch (error) {
    if (!(error instanceof _action_js__WEBPACK_IMPORTED_MODULE_1__/* .UsageError */ .eb))
        throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = USAGE;
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 103:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ isInput),
/* harmony export */   o: () => (/* binding */ ownInputs)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(24);

/** Names the file descriptor to read the inputs from. */
const DESCRIPTOR = "ACTION_INPUTS_FD";
const HANDED_OVER = "ACTION_INPUTS";
/** The shell passes the inputs through a pipe: no file ever contains them, and the new program has no such variable. */
const SCRIPT = [
    `inputs=$${HANDED_OVER}`,
    `unset ${HANDED_OVER}`,
    `exec env ${DESCRIPTOR}=3 "$@" 3<<INPUTS`,
    "$inputs",
    "INPUTS",
].join("\n");
/** The inputs' variables, and the token's. */
function isInput(name) {
    return name.startsWith("INPUT_") || name === "GITHUB_TOKEN";
}
/**
 * The environment with the inputs in it. If a command is to run, this program first re-executes itself without them:
 * the kernel shows a process's initial environment, /proc/<pid>/environ, to every process of the same user, the command
 * included.
 * @param wraps whether a command is to run
 */
function ownInputs(env, { wraps }) {
    const descriptor = env[DESCRIPTOR];
    if (descriptor !== undefined) {
        delete env[DESCRIPTOR];
        return { ...env, ...receive(Number(descriptor)) };
    }
    const isExposed = Object.keys(env).some(isInput) && (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.existsSync)("/proc/self/environ");
    return wraps && isExposed ? becomeClean(env) : env;
}
/** Keeps the process id, so that signals and waiting parents still find the process. */
function becomeClean(env) {
    const split = Object.groupBy(Object.entries(env), ([name]) => (isInput(name) ? "inputs" : "others"));
    const inputs = JSON.stringify(Object.fromEntries(split.inputs ?? []));
    const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    const others = Object.fromEntries(split.others ?? []);
    process.execve?.("/bin/sh", ["sh", "-c", SCRIPT, "sh", ...again], { ...others, [HANDED_OVER]: inputs });
    // Reached only on a system without execve.
    return env;
}
function receive(descriptor) {
    const inputs = JSON.parse((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(descriptor, "utf8"));
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.closeSync)(descriptor);
    if (typeof inputs !== "object" || inputs === null)
        throw new Error(`${DESCRIPTOR} has no inputs.`);
    return Object.fromEntries(Object.entries(inputs).filter(([name]) => isInput(name)));
}


/***/ }),

/***/ 595:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  C: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: ./build/apps/action-image/src/action.js
var src_action = __nccwpck_require__(695);
;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");
;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
// EXTERNAL MODULE: ./build/apps/action-image/src/own-inputs.js
var own_inputs = __nccwpck_require__(103);
;// CONCATENATED MODULE: ./build/apps/action-image/src/command.js



const NOT_FOUND = 127;
/**
 * Runs a command with this process's standard streams. Signals are passed on to it. It decides when to end; it then
 * counts as cancelled unless it exits with 0.
 */
async function runCommand([file = "", ...args], signals) {
    const child = (0,external_node_child_process_namespaceObject.spawn)(file, args, { stdio: "inherit", env: withoutInputs() });
    signals.forward((signal) => child.kill(signal));
    return new Promise((done) => {
        child.once("error", ({ message }) => done({ exitCode: NOT_FOUND, jobStatus: "failure", problem: `${file} cannot be run: ${message}` }));
        child.once("exit", (code, signal) => {
            const exitCode = code ?? codeOf(signal);
            const failed = signals.received === undefined ? "failure" : "cancelled";
            done({ exitCode, jobStatus: exitCode === 0 ? "success" : failed });
        });
    });
}
/** A shell's exit code for a process that a signal ended. */
function codeOf(signal) {
    return 128 + (signal === null ? 0 : external_node_os_namespaceObject.constants.signals[signal]);
}
/** Removes the inputs, which contain secrets that the command must not see, in case ownInputs could not. */
function withoutInputs() {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !(0,own_inputs/* isInput */.X)(name)));
}

;// CONCATENATED MODULE: ./build/apps/action-image/src/lines.js
/**
 * The lines that a program writes. Node's readline also splits at U+2028, which may occur inside a workflow command;
 * the rest of it would then be printed as plain text, even a secret.
 */
async function* linesOf(stream) {
    let rest = "";
    stream.setEncoding("utf8");
    for await (const chunk of stream) {
        const lines = `${rest}${String(chunk)}`.split("\n");
        rest = lines.pop() ?? "";
        yield* lines;
    }
    if (rest !== "")
        yield rest;
}

// EXTERNAL MODULE: ./build/apps/action-image/src/step-log.js
var step_log = __nccwpck_require__(668);
;// CONCATENATED MODULE: ./build/apps/action-image/src/stage.js



/**
 * Where the bundles are: next to this program's folder, in the repository as in the image. Node resolves the path, not
 * node:path, whose calls the bundler takes for files to copy.
 */
const ACTIONS = `${process.argv[1] ?? ""}/../../../../actions`;
/**
 * Starts a bundle with inputs and state from its standard input, which is a socket. The kernel shows a process's initial environment,
 * /proc/<pid>/environ, to every process of the same user, and the command may have left one behind.
 */
const START = [
    "--input-type=module",
    "--eval",
    [
        'import{readFileSync}from"node:fs"',
        'import{pathToFileURL}from"node:url"',
        'Object.assign(process.env,JSON.parse(readFileSync(0,"utf8")))',
        "import(pathToFileURL(process.argv[1]))",
    ].join("\n"),
];
/**
 * Runs a bundle in a process group of its own, so that Ctrl-C in a terminal does not stop it from reporting the
 * outcome. Without the runner's files, the bundle writes everything to standard output.
 */
async function runStage({ action, inputs, state, log }) {
    const outputs = new Map();
    const saved = new Map(state);
    const child = (0,external_node_child_process_namespaceObject.spawn)(process.execPath, [...START, `${ACTIONS}/${action}/dist/index.js`], {
        env: ownEnvironment(),
        stdio: ["pipe", "pipe", "inherit"],
        detached: true,
    });
    const handed = { ...variables("INPUT_", inputs, upperCase), ...variables("STATE_", state) };
    // A bundle that ends before it reads them says why by itself.
    child.stdin.on("error", () => { });
    child.stdin.end(JSON.stringify(handed));
    const ended = new Promise((done, fail) => {
        child.once("error", fail);
        child.once("close", done);
    });
    for await (const line of linesOf(child.stdout)) {
        const command = (0,step_log/* readCommand */.U)(line);
        if (command?.name === "set-output")
            outputs.set(command.key, command.value);
        else if (command?.name === "save-state")
            saved.set(command.key, command.value);
        else
            log.tell(command ?? line);
    }
    return { succeeded: (await ended) === 0, outputs, state: saved };
}
/** Keeps out variables that a runner would not give to a step, or only to one action. */
function ownEnvironment() {
    const foreign = /^(INPUT_|STATE_|GITHUB_(OUTPUT|STATE|STEP_SUMMARY|ENV|PATH)$)/;
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
const upperCase = (name) => name.toUpperCase();
function variables(prefix, values, spell = (name) => name) {
    return Object.fromEntries([...values].map(([name, value]) => [prefix + spell(name), value]));
}

;// CONCATENATED MODULE: ./build/apps/action-image/src/run-action.js



const FAILED = 1;
/**
 * Runs an action as a job would: the main stage, the command in place of the job's other steps, and the post stage with
 * the result. The command does not run if the main stage fails.
 */
async function runAction(action, { inputs, command }, { signals, log }) {
    const stage = { action: action.name, log };
    const main = await runStage({ ...stage, inputs, state: new Map() });
    const job = await runJob(main, command, signals);
    if (job.problem !== undefined)
        log.tell(`error: ${job.problem}`);
    const post = await finish();
    const exitCode = job.exitCode === 0 && !post.succeeded ? FAILED : job.exitCode;
    return { exitCode, outputs: Object.fromEntries([...main.outputs, ...post.outputs]) };
    async function finish() {
        // A successful run without a command has already been reported.
        if (!action.hasPost || (main.succeeded && command.length === 0))
            return main;
        const known = new Map(inputs).set(src_action/* JOB_STATUS */.Pm, job.jobStatus);
        return runStage({ ...stage, inputs: known, state: main.state });
    }
}
async function runJob(main, command, signals) {
    if (signals.received !== undefined)
        return { jobStatus: "cancelled", exitCode: codeOf(signals.received) };
    if (!main.succeeded)
        return { jobStatus: "failure", exitCode: FAILED };
    if (command.length === 0)
        return { jobStatus: "success", exitCode: 0 };
    return runCommand(command, signals);
}


/***/ }),

/***/ 320:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ Signals)
/* harmony export */ });
const CAUGHT = ["SIGTERM", "SIGINT", "SIGHUP"];
/** Delays termination signals until the outcome has been reported. */
class Signals {
    /** The first signal received. */
    received;
    #receiver;
    constructor() {
        for (const signal of CAUGHT) {
            process.on(signal, () => {
                this.received ??= signal;
                this.#receiver?.(signal);
            });
        }
    }
    /** Passes signals on from here. */
    forward(receiver) {
        this.#receiver = receiver;
    }
}


/***/ }),

/***/ 668:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ StepLog),
/* harmony export */   U: () => (/* binding */ readCommand)
/* harmony export */ });
/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function readCommand(line) {
    const [, name, properties = "", value = ""] = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/s.exec(line) ?? [];
    if (name === undefined)
        return undefined;
    const [, key = ""] = /(?:^|,)name=([^,]*)/.exec(properties) ?? [];
    return { name, key: unescape(key, PROPERTY), value: unescape(value, DATA) };
}
const DATA = /%(?:0D|0A|25)/g;
const PROPERTY = /%(?:0D|0A|3A|2C|25)/g;
const CHARACTERS = new Map([
    ["%0D", "\r"],
    ["%0A", "\n"],
    ["%3A", ":"],
    ["%2C", ","],
    ["%25", "%"],
]);
/** Decodes in one pass, so that a decoded character never starts another escape: `%253A` is the text `%3A`. */
function unescape(text, escapes) {
    return text.replaceAll(escapes, (escape) => CHARACTERS.get(escape) ?? escape);
}
const LEVELS = new Set(["error", "warning", "notice"]);
/** Writes an action's output as a log for people, without its secrets. */
class StepLog {
    #write;
    #debug;
    #secrets = new Set();
    constructor(write, { debug }) {
        this.#write = write;
        this.#debug = debug;
    }
    tell(line) {
        if (typeof line === "string")
            this.#line(line);
        else if (line.name === "add-mask")
            this.#hide(line.value);
        else if (LEVELS.has(line.name))
            this.#line(`${line.name}: ${line.value}`);
        else if (line.name === "debug" && this.#debug)
            this.#line(`debug: ${line.value}`);
    }
    /** A secret of several lines may be printed line by line. */
    #hide(secret) {
        for (const part of [secret, ...secret.split(/\r?\n/)])
            if (part.trim() !== "")
                this.#secrets.add(part);
    }
    #line(text) {
        let shown = text;
        for (const secret of this.#secrets)
            shown = shown.replaceAll(secret, "***");
        if (shown.trim() !== "")
            this.#write(`${shown}\n`);
    }
}


/***/ }),

/***/ 272:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ didYouMean)
/* harmony export */ });
/* unused harmony export nearest */
/* harmony import */ var fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(916);

/**
 * The known name that somebody has probably meant: a third of the letters may differ. Capitals do not count.
 * @returns undefined where no name is near, or the name itself is known
 */
function nearest(name, known) {
    if (known.includes(name))
        return undefined;
    const allowed = Math.max(1, Math.floor(name.length / 3));
    const ranked = known
        .map((candidate) => ({ candidate, far: (0,fastest_levenshtein__WEBPACK_IMPORTED_MODULE_0__/* .distance */ .Io)(name.toLowerCase(), candidate.toLowerCase()) }))
        .filter(({ far }) => far <= allowed)
        // By code unit where two are as near: everybody gets the same answer.
        .toSorted((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1));
    return ranked[0]?.candidate;
}
/** For behind a name that is not known: ` (did you mean prod?)`, or nothing where no name is near. */
function didYouMean(name, known) {
    const meant = nearest(name, known);
    return meant === undefined ? "" : ` (did you mean ${meant}?)`;
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(80);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
