import { existsSync, mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { accessibilityFaults } from "../../tools/testing/accessibility.ts";
import { databaseText, makeFiles, record, type DatabaseDirectory } from "./testing/files.ts";
import { SAMPLE_POLICY, sampleRecords } from "./testing/sample.ts";
import { startServerProcess, type ReleaseApiProcess } from "./testing/server-process.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const ARTEFACTS = "build/screenshots";

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
    await page.locator("#live[data-state=live], #live[data-state=degraded]").waitFor();
    await page.locator(".row, #empty:not([hidden])").first().waitFor();
    await body(page);
    expect(errors).toEqual([]);
    await context.close();
  }

  const cell = (page: Page, container: string, channel: string) =>
    page
      .locator(".row", { has: page.locator(`.container[title="${container}"]`) })
      .locator(`.cell[data-channel="${channel}"]`);
  const containers = (page: Page) => page.locator(".container-name").allTextContents();

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow", { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }],
  ] as const)("is accessible: %s", async (name, options) => {
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
      expect(await page.locator(".channel", { hasText: "prod" }).textContent()).toContain("Black Friday");
      const prod = cell(page, "billing-api", "prod");
      expect(await prod.locator(".tag").textContent()).toBe("v4.18.2");
      expect(await prod.locator(".details").textContent()).toMatch(/^6 d agomara-lindqvist[0-9a-f]{7}run$/);
      expect(await prod.locator(".mark.behind").textContent()).toBe("5 d behind stage");
      expect(await prod.locator(".commit").getAttribute("href")).toMatch(
        /^https:\/\/github\.com\/acme\/billing\/commit\/[0-9a-f]{40}$/,
      );
      expect(await cell(page, "gateway", "prod").locator(".mark").allTextContents()).toEqual([
        "Pinned",
        "Differs from stage",
      ]);
      expect(await cell(page, "checkout-web", "stage").locator(".mark.freeze").textContent()).toBe("Frozen");
      expect(await cell(page, "catalog", "prod").locator(".mark").count()).toBe(0);
      await cell(page, "gateway", "prod").locator("button").click();
      const card = await page.locator("#card").textContent();
      const gateway = records.find(({ container, channel }) => container === "gateway" && channel === "prod");
      for (const text of [
        gateway?.image,
        gateway?.digest,
        "Pinned by tomas.k",
        "Incident 4211",
        "Black Friday",
      ])
        expect(card).toContain(text);
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
