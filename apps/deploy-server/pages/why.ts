import type { FastifyRequest } from "fastify";
import type { RuleVerdict } from "../../../lib/deploys/permission.ts";
import type { Target } from "../../../lib/deploys/target.ts";
import { html, type Html } from "../../../lib/http/look/html.ts";
import { judgePerson } from "../people/judge.ts";
import { judgeTarget } from "../requests/why.ts";
import type { World } from "../world.ts";
import { targetOf } from "./asking.ts";
import { targetIn } from "./show.ts";
import type { Page, Visit } from "./visit.ts";

/** `/configs/<config>/<channel>/why`: each rule, and what it says to whoever looks. */
export async function showWhy(world: World, visit: Visit, request: FastifyRequest): Promise<Page> {
  const { state } = visit.catalog;
  const target = targetOf(visit, targetIn(request));
  const asker = { target, account: visit.session.account, job: undefined, approvers: [] };
  const [{ verdicts }, ofTarget] = await Promise.all([
    judgePerson(world, state, asker),
    judgeTarget(world, state, target),
  ]);
  return {
    title: `Rules of ${target.config} in ${target.channel}`,
    current: "configs",
    body: rulesBody(target, [...verdicts, ...ofTarget]),
  };
}

function rulesBody({ config, channel }: Target, verdicts: readonly RuleVerdict<string>[]): Html {
  return html`<div class="page">
    <p class="crumbs">
      <a href="/">Configs</a> <span aria-hidden="true">›</span>
      <a href="/configs/${config}/${channel}">${config} in ${channel}</a>
    </p>
    <div class="headline"><h2>Rules</h2></div>
    <dl class="facts">
      ${verdicts.map(
        ({ rule, verdict, says }) =>
          html`<dt>${rule}</dt>
            <dd><strong>${verdict}</strong>: ${says}</dd>`,
      )}
    </dl>
  </div>`;
}
