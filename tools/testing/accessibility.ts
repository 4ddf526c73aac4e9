import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds wrong with a page: each rule, with the first place and how to mend it.
 * @param within selectors of the parts to look at, by default, all of it
 */
export async function accessibilityFaults(
  page: Page,
  within: readonly string[] = ["html"],
): Promise<readonly string[]> {
  // As a script of the page it would be refused by the page's own policy.
  await page.evaluate(AXE);
  return await page.evaluate(async (include) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run: (context: { readonly include: readonly string[] }) => Promise<{
          violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run({ include });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""} ${nodes[0]?.failureSummary ?? ""}`,
    );
  }, within);
}
