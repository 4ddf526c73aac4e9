import { SHOP } from "../matrix/shop.ts";
import type { Scenario } from "./scenario.ts";

const BRANCH = "sale";

/** What happens in a source repository that has copied the starter workflow of the status matrix. */
export const dataPrepScenarios: readonly Scenario[] = [
  {
    title: "a push's data is prepared and deployed",
    ends: ["success: prepare.prepare success, prepare.deploy success"],
    play: ({ shop }) => shop.commit("Lower the prices", "data/prices.json", '{ "prices": [1] }\n'),
  },
  {
    title: "a pull request's data is prepared, and it gets a preview",
    ends: ["success: prepare.prepare success, preview.deploy success"],
    play: async ({ github, shop }) => {
      await github.createBranch(SHOP, BRANCH);
      await shop.commit("Add a sale", "data/sale", "2\n", BRANCH);
      await github.openPullRequest(SHOP, { head: BRANCH, title: "A sale" });
    },
  },
  {
    title: "a pull request's next commit fails its preparation",
    ends: ["failure: prepare.prepare failure, Prepare: failure"],
    play: ({ shop }) => shop.commit("Break the sale", "data/mode", "broken\n", BRANCH),
  },
  {
    title: "a pull request's next commit fixes it",
    ends: ["success: prepare.prepare success, preview.deploy success"],
    play: ({ shop }) => shop.commit("Mend the sale", "data/mode", "mended\n", BRANCH),
  },
  {
    title: "closing a pull request ends its preview",
    ends: ["success: preview.remove success"],
    play: ({ github }) => github.closePullRequest(SHOP, 1),
  },
  {
    title: "a push's preparation fails",
    ends: ["failure: prepare.prepare failure, Prepare: failure"],
    play: ({ shop }) => shop.commit("Break the prices", "data/mode", "broken\n"),
  },
];
