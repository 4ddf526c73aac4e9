import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { accessibilityFaults } from "../../tools/testing/accessibility.ts";
import { databaseText, makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { sampleHistory } from "./testing/sample-history.ts";
import { SAMPLE_POLICY, sampleRecords } from "./testing/sample.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const ARTEFACTS = "build/screenshots";
/** To renew README's picture: `PICTURE=docs/pictures/dashboard.jpg ./scripts/test apps/release-api/dashboard.test.ts`. */
const PICTURE = process.env["PICTURE"] ?? `${ARTEFACTS}/dashboard.jpg`;

/** `.ci/run` sets it: there, what cannot be tested has failed. */
const IS_REQUIRED = process.env["BROWSER_REQUIRED"] === "true";
const REMEDY = `there is no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH`;

const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser && !IS_REQUIRED) {
  const rule = "!".repeat(80);
  process.stderr.write(`\n${rule}\nTHE DASHBOARD IS NOT TESTED: ${REMEDY}.\n${rule}\n\n`);
}

test("the dashboard's tests have a browser where they must run", () => {
  expect([hasBrowser || !IS_REQUIRED, REMEDY]).toEqual([true, REMEDY]);
});

(hasBrowser ? describe : describe.skip)("the dashboard", () => {
  let files: DatabaseDirectory;
  let server: ReleaseApiProcess;
  let browser: Browser;
  const records = sampleRecords(Date.now());

  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    files = await makeFiles(records);
    await files.swap("policy.json", JSON.stringify(SAMPLE_POLICY));
    const repository = sampleHistory(records, Date.now());
    repository.writeHistory(join(files.directory, "history.jsonl"));
    repository.remove();
    [server, browser] = await Promise.all([
      startServerProcess({ DATABASE_PATH: files.databasePath }),
      // Where tests run as root in a container, the browser's own sandbox cannot start.
      chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] }),
    ]);
    await server.healthy(({ status }) => status === "ok");
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
    await files.remove();
  });

  /** Shows the page, runs a body, and fails on any error that the browser reports. */
  async function show(
    options: BrowserContextOptions,
    query: string,
    body: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(`${server.url}/${query}`);
    if (query === "" || query.startsWith("?")) {
      await page.locator("#live[data-state=live], #live[data-state=degraded]").waitFor();
      await page.locator(".row, #empty:not([hidden])").first().waitFor();
    }
    await body(page);
    expect(errors).toEqual([]);
    await context.close();
  }

  const LOOKS = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow", { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }],
  ] as const;
  const cell = (page: Page, container: string, channel: string) =>
    page
      .locator(".row", { has: page.locator(`.container[title="${container}"]`) })
      .locator(`.cell[data-channel="${channel}"]`);
  const containers = (page: Page) => page.locator(".container-name").allTextContents();

  test.each(LOOKS)("is accessible: %s", async (name, options) => {
    await show(options, "", async (page) => {
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.screenshot({ path: `${ARTEFACTS}/${name}.png` });
      await cell(page, "gateway", "prod").locator("button").click();
      await page.locator("#card:popover-open").waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.screenshot({ path: `${ARTEFACTS}/${name}-card.png` });
    });
  });

  test("shows what runs where, in the policy's order, with its marks", async () => {
    await show({}, "", async (page) => {
      expect(await page.locator(".channel-name").allTextContents()).toEqual(["dev", "stage", "prod"]);
      const prod = cell(page, "billing-api", "prod");
      expect(await prod.locator(".tag").textContent()).toBe("v4.18.2");
      expect(await prod.locator(".details").textContent()).toMatch(/^6 d agomara-lindqvist[0-9a-f]{7}run$/);
      expect(await prod.locator(".mark.behind").textContent()).toBe("5 d behind stage");
      expect(await prod.locator(".commit").getAttribute("href")).toMatch(
        /^https:\/\/github\.com\/acme\/billing\/commit\/[0-9a-f]{40}$/,
      );
      expect(await cell(page, "gateway", "prod").locator(".mark").allTextContents()).toEqual([
        "Pinned",
        "Frozen",
        "Differs from stage",
      ]);
      expect(await cell(page, "checkout-web", "stage").locator(".mark.freeze").textContent()).toBe("Frozen");
      expect(await cell(page, "catalog", "prod").locator(".mark").allTextContents()).toEqual(["Frozen"]);
      await cell(page, "gateway", "prod").locator("button").click();
      const card = await page.locator("#card").textContent();
      const gateway = records.find(({ container, channel }) => container === "gateway" && channel === "prod");
      for (const text of [
        gateway?.image,
        gateway?.digest,
        "Pinned by tomas.k",
        "Incident 4211",
        "Black Friday",
        "started by jonasweber, sent by acme-releases[bot]",
      ])
        expect(card).toContain(text);
    });
  });

  test("makes README's picture, which is small", async () => {
    await show({ colorScheme: "light", viewport: { width: 1100, height: 520 } }, "", async (page) => {
      await cell(page, "billing-api", "prod").locator("button").click();
      const picture = await page.screenshot({ path: PICTURE, type: "jpeg", quality: 72 });
      expect(picture.length).toBeLessThan(120_000);
    });
  });

  test("says by touch and keyboard why a channel is frozen, and of its cells, empty or not, that they are", async () => {
    await show({ hasTouch: true }, "", async (page) => {
      await page.getByRole("button", { name: "prod is frozen: why, and until when" }).tap();
      expect(await page.locator("#card").textContent()).toMatch(
        /^prod is frozen.*Frozen by platform-team until .*2099.*: Black Friday: no releases/,
      );
      await page.keyboard.press("Escape");
      const frozen = cell(page, "feature-flags", "prod");
      expect(await frozen.locator(".mark.freeze").textContent()).toBe("Frozen");
      expect(await cell(page, "billing-api", "prod").locator(".mark.freeze").textContent()).toBe("Frozen");
      expect(await cell(page, "feature-flags", "stage").locator(".mark").count()).toBe(0);
      await frozen.locator("button").focus();
      await page.keyboard.press("Enter");
      expect(await page.locator("#card").textContent()).toMatch(
        /^feature-flags in prod.*Black Friday: no releases.*No release runs here/,
      );
      expect(await page.locator("#card :focus").getAttribute("href")).toBe(
        "history?container=feature-flags&channel=prod",
      );
    });
  });

  test("is one card a container on a telephone, without rows for what does not run", async () => {
    await show({ viewport: { width: 390, height: 844 } }, "", async (page) => {
      const row = page.locator(".row", { has: page.locator('.container[title="recommendations"]') });
      await page.locator("#scroller").evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
      await row.waitFor();
      // dev and stage run something, and prod is frozen.
      expect(await row.locator(".cell:visible").count()).toBe(3);
      const flags = page.locator(".row", { has: page.locator('.container[title="feature-flags"]') });
      await flags.scrollIntoViewIfNeeded();
      expect(await flags.locator(".cell:visible").count()).toBe(2);
      expect(await flags.locator(".absent").textContent()).toBe("no release in stage");
      const boxes = await page
        .locator(".row")
        .evaluateAll((rows) =>
          rows.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]),
        );
      const sorted = boxes.sort(([a = 0], [b = 0]) => a - b);
      for (const [index, [top = 0]] of sorted.entries())
        if (index > 0) expect(top).toBeGreaterThanOrEqual(sorted[index - 1]?.[1] ?? 0);
    });
  });

  test("leads from a release to its past, and to what the channel before it has", async () => {
    await show({}, "", async (page) => {
      await cell(page, "billing-api", "prod").locator("button").click();
      const ways = page.locator("#card .ways a");
      expect(await ways.evaluateAll((links) => links.map((one) => one.getAttribute("href")))).toEqual([
        "history?container=billing-api&channel=prod",
        "compare?container=billing-api&from=stage&to=prod",
      ]);
      await ways.first().click();
      await page.waitForURL("**/history?container=billing-api&channel=prod");
    });
  });

  test("keeps search and filter in the address", async () => {
    await show({}, "", async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("mara billing");
      expect(await containers(page)).toEqual(["billing-api", "billing-worker"]);
      expect(new URL(page.url()).search).toBe("?q=mara+billing");
    });
    await show({}, "?show=pinned", async (page) => {
      expect(await containers(page)).toEqual(["gateway"]);
      await page.locator("#search").fill("nothing like this");
      await page.locator("#empty-action").click();
      expect((await containers(page)).length).toBe(12);
    });
  });

  test("is used with the keyboard alone", async () => {
    await show({}, "", async (page) => {
      await page.keyboard.press("/");
      for (const key of ["ArrowDown", "ArrowDown", "ArrowRight", "End"]) await page.keyboard.press(key);
      const focused = page.locator(".cell:focus-within");
      expect(await focused.getAttribute("data-channel")).toBe("prod");
      await page.keyboard.press("Enter");
      await page.locator("#card:popover-open").waitFor();
      expect(await page.locator("#card :focus").getAttribute("aria-label")).toBe(
        "Copy the image's reference",
      );
      await page.keyboard.press("Escape");
      expect(await page.locator("#card:popover-open").count()).toBe(0);
      expect(await focused.getAttribute("data-channel")).toBe("prod");
    });
  });

  test("follows the database, says what changed, and what is wrong with it", async () => {
    await show({ reducedMotion: "reduce" }, "", async (page) => {
      const others = records.filter(({ container, channel }) => container !== "mailer" || channel !== "dev");
      await files.swap(
        "db.json",
        databaseText([...others, record("mailer", "dev", "v3.3.0", { released_by: "sofia-reyes" })]),
      );
      const changed = cell(page, "mailer", "dev");
      await changed.and(page.locator(".changed")).waitFor();
      expect(await changed.locator(".tag").textContent()).toBe("v3.3.0");
      expect(await page.locator("#announcer").textContent()).toBe(
        "mailer in dev is now v3.3.0, by sofia-reyes.",
      );
      await files.swap("db.json", "{");
      await page.locator("#notice:not([hidden])").waitFor();
      expect(await page.locator("#notice").textContent()).toContain("db.json:1:2");
      await page.screenshot({ path: `${ARTEFACTS}/degraded.png` });
      await files.swap("db.json", databaseText(records));
      await page.locator("#live[data-state=live]").waitFor();
      await page.locator("#notice").waitFor({ state: "hidden" });
    });
  });

  test.each(LOOKS)("has pages about the past that are accessible: %s", async (name, options) => {
    for (const [what, address] of [
      ["history", "history"],
      ["history-place", "history?container=billing-api&channel=prod"],
      ["compare", "compare?container=billing-api&from=stage&to=prod"],
    ] as const) {
      await show(options, address, async (page) => {
        expect([what, await accessibilityFaults(page)]).toEqual([what, []]);
        const width = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
        expect([what, width]).toEqual([what, 0]);
        await page.screenshot({ path: `${ARTEFACTS}/${what}-${name}.png` });
      });
    }
  });

  test("tells who released what to a place, how long it ran, and what was rolled back and pinned", async () => {
    await show({}, "history?container=billing-api&channel=prod", async (page) => {
      const moments = page.locator(".moment");
      expect(await moments.locator(".mark").allTextContents()).toEqual([
        "Rolled back",
        "Released",
        "Promoted",
      ]);
      const [back, bad] = [moments.nth(0), moments.nth(1)];
      expect(await back.textContent()).toMatch(/by tomas\.k \(committed by acme-releases\[bot\]\)/);
      expect(await back.locator(".reason").textContent()).toBe(
        "v4.19.0 charges some cards twice: incident 4312",
      );
      expect(await back.locator(".note.pinned").textContent()).toContain(
        "Pinned by tomas.k until 1 Dec 2099, 08:00 UTC",
      );
      expect(await bad.textContent()).toMatch(
        /v4\.18\.2.*v4\.19\.0.*by jonasweber.*ran for 3 h, then rolled back.*given to Argo CD after 6 min/s,
      );
      expect(await bad.textContent()).toMatch(/run started by jonasweber, sent by acme-releases\[bot\]/);
      expect(await back.textContent()).not.toContain("started by");
      expect(await bad.getByRole("link", { name: "Source commit fffffff" }).getAttribute("href")).toBe(
        `https://github.com/acme/billing/commit/${"f".repeat(40)}`,
      );
      expect(await page.locator(".figures").textContent()).toMatch(/Rolled back\s*1 of 2/);
    });
  });

  test("counts in /metrics what the page says", async () => {
    const metrics = await (await server.get("/metrics")).text();
    for (const line of [
      'release_api_releases{container="billing-api",kind="release"} 2',
      'release_api_releases{container="billing-api",kind="promotion"} 2',
      'release_api_releases{container="billing-api",kind="rollback"} 1',
      'release_api_rolled_back{container="billing-api"} 1',
      'release_api_rolled_back{container="catalog"} 0',
    ])
      expect(metrics.split("\n")).toContain(line);
    expect(metrics).toMatch(/^release_api_history_entries 35$/m);
  });

  test("lets the past be looked at with the keyboard alone", async () => {
    await show({}, "history", async (page) => {
      await page.keyboard.press("Tab");
      expect(await page.locator(":focus").textContent()).toBe("Skip to the page");
      for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("Tab");
      await page.keyboard.type("gateway");
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/history?container=gateway&channel=dev");
      expect(await page.locator("h2").textContent()).toBe("History of gateway in dev");
      expect(await page.locator(".moment").count()).toBe(1);
    });
  });

  test("says what two channels differ in, and what to type to change it", async () => {
    await show({}, "compare?container=billing-api&from=stage&to=prod", async (page) => {
      const [stage, prod] = ["stage", "prod"].map(
        (channel) =>
          records.find((one) => one.container === "billing-api" && one.channel === channel)?.source?.sha,
      );
      expect(await page.getByRole("link", { name: /^All commits from/ }).getAttribute("href")).toBe(
        `https://github.com/acme/billing/compare/${prod}...${stage}`,
      );
      expect(await page.getByRole("link", { name: /promotes/ }).getAttribute("href")).toBe(
        "https://github.com/acme/releases/actions/workflows/promote-release.yml",
      );
      // The form has fields of these names.
      const form = readFileSync(".github/workflows/promote-release.yml", "utf8");
      for (const name of await page.locator(".typed").first().locator("dt").allTextContents())
        expect(form).toContain(`description: ${name}`);
      expect(await page.locator(".typed").first().textContent()).toMatch(
        /Containers\s*billing-api\s*From this release channel\s*stage\s*To this release channel\s*prod/,
      );
    });
  });

  describe.each([3, 300])("with %d containers", (count) => {
    beforeAll(async () => {
      const channels = ["dev", "stage", "prod"];
      const few = Array.from({ length: count }, (_, index) => {
        const container = `${["billing", "search", "identity"][index % 3]}-${String(index).padStart(3, "0")}`;
        return channels.slice(0, 1 + (index % 3)).map((channel) => record(container, channel, `v${index}`));
      });
      await files.swap("db.json", databaseText(few.flat()));
      await server.healthy(({ releases }) => releases === few.flat().length);
    });
    afterAll(() => files.swap("db.json", databaseText(records)));

    test.each(LOOKS)("is accessible and fits: %s", async (name, options) => {
      await show(options, "", async (page) => {
        expect(await page.locator('.filters [data-count=""]').textContent()).toBe(String(count));
        expect(await accessibilityFaults(page)).toEqual([]);
        const width = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
        expect(width).toBe(0);
        await page.screenshot({ path: `${ARTEFACTS}/containers-${count}-${name}.png` });
      });
    });
  });

  test("stays small with thousands of containers", async () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      record(`app-${String(index).padStart(4, "0")}`, "dev"),
    );
    await files.swap("db.json", databaseText(many));
    await server.healthy(({ releases }) => releases === many.length);
    await show({}, "", async (page) => {
      expect(await page.locator("#summary").textContent()).toBe("5,000 containers");
      expect(await page.locator(".row").count()).toBeLessThan(60);
      await page.locator("#scroller").evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
      await page.locator('.container[title="app-4999"]').waitFor();
    });
    await files.swap("db.json", databaseText([]));
    await server.healthy(({ releases }) => releases === 0);
    await show({}, "", async (page) => {
      expect(await page.locator("#empty-title").textContent()).toBe("No releases yet");
      await page.screenshot({ path: `${ARTEFACTS}/empty.png` });
    });
    await files.swap("db.json", databaseText(records));
  });
});
