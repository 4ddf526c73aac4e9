import { json, problem } from "../../../lib/http/answers.ts";
import { Parameters } from "../../../lib/http/parameters.ts";
import { judgePerson } from "../people/judge.ts";
import type { Viewer } from "../people/viewer.ts";
import { judgeTarget } from "../requests/why.ts";
import { catalogFor } from "../views/catalog.ts";
import type { ApiEndpoint } from "./endpoint.ts";
import { CHANNEL, CONFIG, insistOnTarget } from "./lists.ts";

/** `GET /v1/why` */
export const why: ApiEndpoint = {
  method: "GET",
  url: "/v1/why",
  id: "listRules",
  summary: "Every rule of a target with its verdict, for you and now",
  description: "What /deploy why shows. Both config and channel are needed. The target's clusters are asked.",
  query: { config: CONFIG, channel: CHANNEL },
  answers: {
    200: json("rules", "each rule once, in the order in which they are asked."),
    404: problem("there is no such config, or target, that you may see; it names the nearest."),
  },
  async answer(world, viewer, { query }) {
    const parameters = new Parameters(query);
    const [config = "", channel = ""] = ["config", "channel"].map((name) => parameters.optionalText(name));
    const catalog = await catalogFor(world, viewer);
    const target = insistOnTarget(catalog, { config, channel });
    const { state } = catalog;
    const asker = { target, account: viewer.account, job: jobOf(viewer), approvers: [] };
    const [{ verdicts }, ofTarget] = await Promise.all([
      judgePerson(world, state, asker),
      judgeTarget(world, state, target),
    ]);
    return {
      body: { rules: [...verdicts, ...ofTarget].map(({ rule, verdict, says }) => ({ rule, verdict, says })) },
    };
  },
};

function jobOf(viewer: Viewer) {
  if (viewer.kind !== "workflow") return undefined;
  const { workflow = "", caller, repository } = viewer.run;
  return { workflow, caller, repository };
}
