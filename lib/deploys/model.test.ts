import { describe, test } from "@jest/globals";
import fc from "fast-check";
import { VIRTUAL, type Artifactless } from "./desired.ts";
import { dueAct } from "./due.ts";
import type { RequestEvent } from "./event.ts";
import { nextInTurn, type Queued } from "./queue.ts";
import { hasEnded, isActive, newRequest, type DeployRequest, type RequestOutcome } from "./request.ts";
import { targetKey } from "./target.ts";
import { transition } from "./transition.ts";

const AT = "2026-11-29T19:00:00Z";
const ALICE = { id: 1, login: "alice" };
const BOB = { id: 2, login: "bob" };
const TO: Artifactless = { kind: "artifactless", configSha: "a".repeat(40) };
const REASON = { code: "x", message: "x" };

/** What the world outside has of a request; acting twice shows. */
interface Effects {
  commits: number;
  syncs: number;
}

/** When a worker dies, as seen from what it does: claim, look, act, save. */
type Crash = "never" | "before the act" | "after the act" | "after saving";

/** The store, and the world: git and the engine. Requests are only changed by compare-and-swap. */
class World {
  readonly requests: Queued[] = [];
  readonly effects = new Map<string, Effects>();
  /** Every outcome that a request was ever seen in. */
  readonly outcomes = new Map<string, Set<RequestOutcome>>();
  engineFails = false;
  frozen = false;
  companions = 0;

  ask(channel: string): void {
    const id = `request-${this.requests.length}`;
    const target = { config: "my-app", channel };
    const wish = { by: "branch", branch: "main" } as const;
    const request = newRequest({ id, target, kind: "deploy", wish, by: { via: "slack" }, why: "" }, AT);
    this.requests.push({ request, sequence: this.requests.length });
    this.effects.set(id, { commits: 0, syncs: 0 });
    this.outcomes.set(id, new Set());
  }

  read(index: number): DeployRequest | undefined {
    return this.requests[index % Math.max(1, this.requests.length)]?.request;
  }

  /** As `saveRequest`: of those who read the same version one succeeds, and a target has one at a time. */
  save(next: DeployRequest): boolean {
    const index = this.requests.findIndex(({ request }) => request.id === next.id);
    const stored = this.requests[index];
    if (stored === undefined || stored.request.version !== next.version - 1) return false;
    const key = targetKey(next.target);
    const isBusy = this.requests.some(
      ({ request }) => request.id !== next.id && isActive(request) && targetKey(request.target) === key,
    );
    if (isActive(next) && isBusy) return false;
    this.requests[index] = { ...stored, request: next };
    if (hasEnded(next)) this.outcomes.get(next.id)?.add(next.state as RequestOutcome);
    return true;
  }

  apply(request: DeployRequest, event: RequestEvent): boolean {
    const result = transition(request, event, AT);
    return result.kind === "moved" && this.save(result.request);
  }

  #hash(): string {
    return `preview-${this.companions}`;
  }

  #effectsOf({ id }: DeployRequest): Effects {
    const effects = this.effects.get(id);
    if (effects === undefined) throw new Error(`no effects of ${id}`);
    return effects;
  }

  /** What a worker does for a request: it looks for what was done before it acts. Undefined: nothing to do yet. */
  act(request: DeployRequest): RequestEvent | undefined {
    const effects = this.#effectsOf(request);
    switch (dueAct(request)) {
      case "identify":
        return { type: "identified", account: ALICE };
      case "resolve":
        return { type: "resolved", from: VIRTUAL, to: TO };
      case "preview":
        return {
          type: "previewed",
          preview: { hash: this.#hash(), needsConfirmation: request.target.channel === "prod", approvals: 0 },
        };
      case "wait for its turn": {
        if (request.preview?.hash !== this.#hash()) return { type: "moved" };
        if (this.frozen) return { type: "held", reason: REASON };
        const key = targetKey(request.target);
        const queue = this.requests.filter(({ request: one }) => targetKey(one.target) === key);
        return nextInTurn(queue)?.request.id === request.id ? { type: "turn came" } : undefined;
      }
      case "write":
        // The trailer says whether an earlier worker wrote it.
        if (effects.commits === 0) effects.commits += 1;
        return { type: "committed", commit: "c".repeat(40) };
      case "compare":
        return { type: "compared" };
      case "request":
        // The id in the operation's info says whether an earlier worker asked for it.
        if (effects.syncs === 0) effects.syncs += 1;
        return { type: "accepted", operation: `op-${request.id}` };
      case "watch":
        return this.engineFails ? { type: "failed", reason: REASON } : { type: "synced" };
      case "look again":
        // The sweeper writes the second commit that was missing; the ledger has the first.
        if (request.state === "ledger ahead") return { type: "committed", commit: "c".repeat(40) };
        return this.engineFails ? { type: "no word", reason: REASON } : { type: "verified" };
      case "verify":
        return this.engineFails ? { type: "no word", reason: REASON } : { type: "verified" };
      default:
        return undefined;
    }
  }

  work(index: number, crash: Crash): void {
    const request = this.read(index);
    if (request === undefined || crash === "before the act") return;
    const event = this.act(request);
    if (event === undefined || crash === "after the act") return;
    this.apply(request, event);
  }

  check(): void {
    for (const [id, { commits, syncs }] of this.effects) {
      if (commits > 1 || syncs > 1) throw new Error(`${id} has ${commits} commits and ${syncs} syncs`);
    }
    for (const [id, outcomes] of this.outcomes) {
      if (outcomes.size > 1) throw new Error(`${id} ended as ${[...outcomes].join(" and as ")}`);
    }
    const active = this.requests
      .filter(({ request }) => isActive(request))
      .map(({ request }) => targetKey(request.target));
    if (new Set(active).size < active.length) throw new Error(`two at once at ${active.join(", ")}`);
  }

  /** Nobody dies any more, people confirm, the engine works: all has to come to an end. */
  settle(): void {
    this.engineFails = false;
    this.frozen = false;
    for (let round = 0; this.requests.some(({ request }) => !hasEnded(request)); round += 1) {
      // One after the other at a target, and each takes about a dozen rounds.
      if (round > 20 * this.requests.length) {
        throw new Error(`not at an end: ${this.requests.map(({ request }) => request.state).join(", ")}`);
      }
      for (const index of this.requests.keys()) {
        this.work(index, "never");
        const request = this.read(index);
        if (request?.preview !== undefined && request.state.startsWith("awaiting")) {
          this.apply(request, { type: "confirmed", by: BOB, previewHash: request.preview.hash });
        }
      }
      this.check();
    }
  }
}

type Command = fc.Command<World, World>;

const command = (name: string, run: (world: World) => void): Command => ({
  check: () => true,
  run: (_model, world) => {
    run(world);
    world.check();
  },
  toString: () => name,
});

const index = fc.nat({ max: 5 });
const CRASHES: readonly Crash[] = ["never", "before the act", "after the act", "after saving"];
const ODD_EVENTS: readonly RequestEvent[] = [
  { type: "confirmed", by: BOB, previewHash: "preview-0" },
  { type: "confirmed", by: ALICE, previewHash: "preview-1" },
  { type: "approved", by: BOB, previewHash: "preview-0" },
  { type: "cancelled", by: BOB },
  { type: "expired" },
  { type: "moved" },
  { type: "committed", commit: "c".repeat(40) },
  { type: "accepted", operation: "op-of-somebody" },
  { type: "synced" },
  { type: "verified" },
  { type: "no word", reason: REASON },
  { type: "unanswered", says: "nobody answers" },
  { type: "failed", reason: REASON },
  { type: "superseded", reason: REASON },
  { type: "target refused", commit: "c".repeat(40), reason: REASON },
  { type: "retried", by: BOB },
];

const commands = [
  fc.constantFrom("prod", "dev").map((channel) => command(`ask ${channel}`, (world) => world.ask(channel))),
  fc
    .tuple(index, fc.constantFrom(...CRASHES))
    .map(([at, crash]) => command(`work ${at}, dies ${crash}`, (world) => world.work(at, crash))),
  // Two workers who both believe that it is theirs: the slow one saves what it read before.
  index.map((at) =>
    command(`two work ${at}`, (world) => {
      const request = world.read(at);
      if (request === undefined) return;
      const [first, second] = [world.act(request), world.act(request)];
      if (first !== undefined) world.apply(request, first);
      if (second !== undefined) world.apply(request, second);
    }),
  ),
  // Only what the state allows: a request's effects are the workers', and an event may claim what did not happen.
  fc.tuple(index, fc.constantFrom(...ODD_EVENTS), fc.integer({ min: 1, max: 3 })).map(([at, event, times]) =>
    command(`${event.type} ${at} × ${times}`, (world) => {
      for (let time = 0; time < times; time += 1) {
        const request = world.read(at);
        if (request !== undefined) world.apply(request, event);
      }
    }),
  ),
  fc.boolean().map((fails) => command(`engine fails: ${fails}`, (world) => void (world.engineFails = fails))),
  fc.boolean().map((frozen) => command(`frozen: ${frozen}`, (world) => void (world.frozen = frozen))),
  fc
    .nat({ max: 2 })
    .map((count) => command(`companions: ${count}`, (world) => void (world.companions = count))),
];

describe("whatever happens in whatever order", () => {
  test("each request ends in one outcome, with one commit and one sync at most", () => {
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 60, size: "+1" }), (sequence) => {
        const world = new World();
        fc.modelRun(() => ({ model: world, real: world }), sequence);
        world.settle();
      }),
      { numRuns: 400 },
    );
  });

  test("without people's and the engine's refusals each request succeeds, with one commit and one sync", () => {
    const working = [commands[0]!, commands[1]!, commands[2]!, commands[6]!];
    fc.assert(
      fc.property(fc.commands(working, { maxCommands: 40, size: "+1" }), (sequence) => {
        const world = new World();
        fc.modelRun(() => ({ model: world, real: world }), sequence);
        world.settle();
        for (const { request } of world.requests) {
          const { commits, syncs } = world.effects.get(request.id)!;
          if (request.state !== "succeeded" || commits !== 1 || syncs !== 1) {
            throw new Error(`${request.id} ${request.state} with ${commits} commits and ${syncs} syncs`);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
