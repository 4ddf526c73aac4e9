import type { FastifyRequest } from "fastify";
import { problem } from "../../../lib/http/answers.ts";
import { bodyOf, headerOf } from "../../../lib/http/bodies.ts";
import type { Endpoint } from "../../../lib/http/endpoint.ts";
import { HttpProblem } from "../../../lib/http/problem.ts";
import { parsedJson, textAt } from "../narrow.ts";
import { SLACK_PATHS } from "../slack/manifest.ts";
import { receiveCommand, receiveInteraction } from "../slack/receive.ts";
import { signatureFault } from "../slack/verify.ts";
import type { World } from "../world.ts";

/** Slack sends no more than a view's content. */
export const SLACK_BODY_LIMIT = 256 * 1024;

const ANSWERS = {
  200: { description: "it is in the inbox, and will be dealt with." },
  400: problem("there is nothing in it that can be dealt with."),
  401: problem("the signature is missing, stale or not the app's."),
  413: problem("the body is too large."),
  503: problem("Slack comes by Socket Mode here, or the store cannot be reached."),
};

/** `POST /slack/commands` */
export function commandsEndpoint(world: World): Endpoint {
  return {
    method: "POST",
    url: SLACK_PATHS.commands,
    id: "receiveSlackCommand",
    summary: "A slash command of Slack",
    description: "Answered once it is in the inbox; what comes of it is told in the channel.",
    security: [{ slackSignature: [] }],
    answers: ANSWERS,
    async handle(request, reply) {
      const form = formOf(world, request);
      if ((form["trigger_id"] ?? "") === "") throw new HttpProblem(400, "The command has no trigger_id.");
      await receiveCommand(world, form);
      return reply.code(200).send();
    },
  };
}

/** `POST /slack/interactions` */
export function interactionsEndpoint(world: World): Endpoint {
  return {
    method: "POST",
    url: SLACK_PATHS.interactions,
    id: "receiveSlackInteraction",
    summary: "A click in Slack, or a form that was filled in",
    description:
      "Answered once it is in the inbox; a form that is wrong is answered with its errors instead.",
    security: [{ slackSignature: [] }],
    answers: ANSWERS,
    async handle(request, reply) {
      const payload = parsedJson(formOf(world, request)["payload"] ?? "");
      if (typeof payload !== "object" || payload === null || textAt(payload, "trigger_id") === undefined) {
        throw new HttpProblem(400, "The interaction has no payload with a trigger_id.");
      }
      const answer = await receiveInteraction(world, payload);
      if (answer === undefined) return reply.code(200).send();
      return reply.code(200).type("application/json; charset=utf-8").send(JSON.stringify(answer));
    },
  };
}

/** A form that Slack has signed. @throws HttpProblem 401 */
function formOf({ settings, clock }: World, request: FastifyRequest): Readonly<Record<string, string>> {
  const { signingSecrets } = settings.slack;
  if (signingSecrets === undefined)
    throw new HttpProblem(503, "Slack comes by Socket Mode here: SLACK_SIGNING_SECRET is not set.");
  const body = bodyOf(request);
  const signed = {
    timestamp: headerOf(request, "x-slack-request-timestamp"),
    signature: headerOf(request, "x-slack-signature"),
    body,
  };
  const fault = signatureFault(signingSecrets, signed, Math.floor(clock.now().getTime() / 1000));
  if (fault !== undefined) throw new HttpProblem(401, `This is not taken for Slack's: ${fault}.`);
  return Object.fromEntries(new URLSearchParams(body));
}
