import { join } from "node:path";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Overload } from "../../../lib/http/limits/overload.ts";
import { pageFiles, serveFile } from "../../../lib/http/look/files.ts";
import { pageScope } from "../../../lib/http/look/page-scope.ts";
import { refuseOtherMethods } from "../../../lib/http/methods.ts";
import { endSession } from "../http/sign-in.ts";
import type { World } from "../world.ts";
import { adopt, decideOn, deploy, reapply, resume, rollback, targetOf, undeploy } from "./asking.ts";
import { requestEvents } from "./live.ts";
import { lock, unlock } from "./locking.ts";
import { idIn, showHome, showRequest, showRequests, showTarget, targetIn } from "./show.ts";
import { formFor, pageFor, type Act, type Page, type Visit } from "./visit.ts";
import { showWhy } from "./why.ts";

const FORM_LIMIT = 8 * 1024;
const ASSETS = [join(import.meta.dirname, "assets"), join(import.meta.dirname, "../../../lib/http/look")];

/** Serves the pages, and the files that they are made of below `/assets/`. */
export async function servePages(app: FastifyInstance, overload: Overload, world: World): Promise<void> {
  const events = requestEvents(world, overload);
  app.addHook("preClose", async () => events.close());
  await pageScope(app, { overload, referrers: "own" }, (scope) => {
    takeForms(scope);
    for (const { name, ...file } of ASSETS.flatMap(pageFiles)) serveFile(scope, `/assets/${name}`, file);
    const get = (
      url: string,
      show: (world: World, visit: Visit, request: FastifyRequest) => Promise<Page>,
    ) => {
      scope.get(
        url,
        pageFor(world, (visit, request) => show(world, visit, request)),
      );
      refuseOtherMethods(scope, url, ["GET", "HEAD"]);
    };
    const post = (url: string, act: Act) => {
      scope.post(url, formFor(world, act));
      refuseOtherMethods(scope, url, ["POST"]);
    };
    get("/", showHome);
    get("/requests", showRequests);
    get("/requests/:id", showRequest);
    get("/configs/:config/:channel", showTarget);
    get("/configs/:config/:channel/why", showWhy);
    const acts = { deploy, undeploy, rollback, reapply, resume, adopt, lock, unlock };
    for (const [name, ask] of Object.entries(acts)) {
      post(`/configs/:config/:channel/${name}`, (visit, { form, request }) =>
        ask(world, visit, { target: targetOf(visit, targetIn(request)), form }),
      );
    }
    post("/requests/:id/decisions", (visit, { form, request }) =>
      decideOn(world, visit, { id: idIn(request), form }),
    );
    post("/sign-out", async (_visit, { reply }) => {
      endSession(world, reply);
      return "/";
    });
    scope.get("/requests/:id/events", events.handle);
    refuseOtherMethods(scope, "/requests/:id/events", ["GET", "HEAD"]);
  });
}

/** Forms come as browsers send them, and are small. */
function takeForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "buffer", bodyLimit: FORM_LIMIT },
    (_request, body, done) => done(null, body),
  );
}
