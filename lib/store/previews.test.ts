import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  claimPreviews,
  forgetPreview,
  notePreview,
  postponePreview,
  type ClaimedPreview,
} from "./preview-claims.ts";
import { addLeftPreview, newerPreviews, previewsOf, savePreviews, wakePreviews } from "./previews.ts";
import { seeRepository } from "./repositories.ts";
import type { Db } from "./store.ts";
import { testDrivers } from "./testing/drivers.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)];
const PLACED = { cluster: "lab", namespace: "app-x" };
const [X, Y] = [
  { channel: "dev", branch: "feature/x", sha: A },
  { channel: "dev", branch: "feature-x", sha: A },
];

const { drivers, close } = testDrivers();
afterAll(close);

describe.each(drivers)("on $name", ({ open }) => {
  let db: Db;
  let configs = 0;
  beforeAll(async () => {
    ({ db } = (await open()).store);
    await seeRepository(db, { id: 1, name: "acme/one", defaultBranch: "main", isArchived: false });
  });
  const newConfig = () => ({ repositoryId: 1, config: `app-${++configs}` });
  /** All that is due, of one config. */
  const claim = async (config: string): Promise<readonly ClaimedPreview[]> =>
    (await claimPreviews(db, { owner: "a", leaseMs: 60_000, limit: 100 })).filter(
      (one) => one.config === config,
    );
  const only = async (config: string): Promise<ClaimedPreview> => {
    const [one, ...more] = await claim(config);
    if (one === undefined || more.length > 0)
      throw new Error(`${more.length} are due besides ${one?.branch}`);
    return one;
  };

  test("what was deployed goes when nobody wants it any more, and what never was is forgotten at once", async () => {
    const app = newConfig();
    await savePreviews(db, app, [X, Y]);
    const [first] = await claim(app.config);
    if (first === undefined) throw new Error("nothing is due");
    await notePreview(db, first, { state: "live", placed: PLACED });
    await savePreviews(db, app, []);
    expect(await previewsOf(db, [app.config])).toMatchObject([
      { branch: first.branch, isGone: true, state: "removing", placed: PLACED },
    ]);
    // Its branch is there again, before anything was removed.
    await savePreviews(db, app, [{ ...X, branch: first.branch, sha: B }]);
    expect(await previewsOf(db, [app.config])).toMatchObject([{ isGone: false, sha: B, placed: PLACED }]);
  });

  test("whoever is late writes nothing, and forgets nothing that was asked for since", async () => {
    const app = newConfig();
    await savePreviews(db, app, [X]);
    const late = await only(app.config);
    expect(await claim(app.config)).toEqual([]);
    await db
      .updateTable("previews")
      .set({ lease_until: null, due_at: new Date(0).toISOString() })
      .where("id", "=", late.id)
      .execute();
    const next = await only(app.config);
    expect(await notePreview(db, late, { state: "failed" })).toBe(false);
    expect(await notePreview(db, next, { state: "live", says: "healthy" })).toBe(true);
    // Looked at again at once, because somebody has said so meanwhile; the near miss is of another branch.
    await wakePreviews(db, app, ["feature-x"]);
    await postponePreview(db, next, 60_000);
    expect(await claim(app.config)).toEqual([]);
    await wakePreviews(db, app, ["feature/x", "feature-x"]);
    const third = await only(app.config);
    await wakePreviews(db, app, ["feature/x"]);
    await forgetPreview(db, third);
    await postponePreview(db, third, 60_000);
    const fourth = await only(app.config);
    expect(fourth).toMatchObject({ state: "live", says: "healthy" });
    await forgetPreview(db, fourth);
    expect(await previewsOf(db, [app.config])).toEqual([]);
  });

  test("those of the branches that were moved last come first", async () => {
    const app = newConfig();
    await savePreviews(db, app, [X, Y]);
    await savePreviews(db, newConfig(), [X, Y]);
    await savePreviews(db, app, [{ ...X, sha: B }, Y, { ...X, channel: "qa" }]);
    const all = await previewsOf(db, [app.config]);
    const newer = await Promise.all(
      all.map(async (one) => `${one.channel} ${one.branch} ${await newerPreviews(db, one)}`),
    );
    expect(newer.toSorted()).toEqual(["dev feature-x 1", "dev feature/x 0", "qa feature/x 0"]);
  });

  test("what is left of a lost database's previews is added once, and changes nothing that is known", async () => {
    const app = newConfig();
    await savePreviews(db, app, [X]);
    for (const { channel, branch } of [X, Y, Y]) {
      await addLeftPreview(db, { ...app, channel, branch, placed: PLACED });
    }
    expect(await previewsOf(db, [app.config])).toMatchObject([
      { branch: "feature-x", isGone: true, placed: PLACED },
      { branch: "feature/x", isGone: false, placed: undefined },
    ]);
  });
});
