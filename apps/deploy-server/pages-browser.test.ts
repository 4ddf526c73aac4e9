import { existsSync, mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { eventually } from "../../lib/http/testing/server-process.ts";
import { accessibilityFaults } from "../../tools/testing/accessibility.ts";
import { writeManyConfigs } from "./testing/many-configs.ts";
import { talkIn } from "./testing/talk.ts";
import { RELEASES, SOURCE, startTestWorld, type TestWorld } from "./testing/world.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const ARTEFACTS = "build/screenshots";
/** To renew README's picture: `CHAT_PICTURE=docs/pictures/chat.jpg ./scripts/test apps/deploy-server/pages-browser.test.ts`. */
const CHAT_PICTURE = process.env["CHAT_PICTURE"] ?? `${ARTEFACTS}/chat.jpg`;
const PATIENCE_MS = 600_000;

/** `.ci/run` sets it: there, what cannot be tested has failed. */
const IS_REQUIRED = process.env["BROWSER_REQUIRED"] === "true";
const REMEDY = `there is no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH`;

/** What somebody else has committed meanwhile. */
const ALERTS = 'kind: ConfigMap\napiVersion: v1\nmetadata: { name: alerts }\ndata: { errors: "5 %" }\n';

const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser && !IS_REQUIRED)
  process.stderr.write(`\nTHE PAGES ARE NOT TESTED IN A BROWSER: ${REMEDY}.\n\n`);

test("the pages' tests have a browser where they must run", () => {
  expect([hasBrowser || !IS_REQUIRED, REMEDY]).toEqual([true, REMEDY]);
});

(hasBrowser ? describe : describe.skip)("the pages, in a browser", () => {
  let world: TestWorld;
  let browser: Browser;
  /** Of alice, who has signed in once. */
  let session: Awaited<ReturnType<BrowserContext["storageState"]>>;
  let cameBackTo: string;

  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    [world, browser] = await Promise.all([
      startTestWorld(),
      // Where tests run as root in a container, the browser's own sandbox cannot start.
      chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] }),
    ]);
    world.github.setPermission(RELEASES, "alice", "read");
    await world.commit(SOURCE, { "README.md": "a build\n" });
    await world.build();
    const context = await browser.newContext();
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.goto(`${world.url}/configs/my-app/prod`);
    await page.getByRole("link", { name: "Sign in with GitHub" }).click();
    await page.getByRole("link", { name: "alice", exact: true }).click();
    await page.locator(".account").waitFor();
    cameBackTo = new URL(page.url()).pathname;
    session = await context.storageState();
    await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  /** Opens a page as alice, runs a body, and fails on any error that the browser reports of the server's own pages. */
  async function visit(
    path: string,
    options: BrowserContextOptions,
    body: (page: Page) => Promise<void>,
  ): Promise<void> {
    const size = { width: 1280, height: 860 };
    const context = await browser.newContext({ viewport: size, storageState: session, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(world.url)) errors.push(`asked ${request.url()}`);
    });
    await page.goto(`${world.url}${path}`);
    await page.locator(".account").waitFor();
    await body(page);
    expect(errors).toEqual([]);
    await context.close();
  }

  const VIEWS = [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["narrow", { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }],
  ] as const;

  test.each(VIEWS)("who has not signed in finds an accessible page: %s", async (_name, options) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    const page = await context.newPage();
    await page.goto(`${world.url}/configs/my-app/prod`);
    await page.getByRole("link", { name: "Sign in with GitHub" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await context.close();
  });

  test("who signs in comes back to the page that they wanted", () => {
    expect(cameBackTo).toBe("/configs/my-app/prod");
  });

  test("a deploy is asked for, shown, confirmed and followed with the keyboard alone, without a reload", async () => {
    await visit("/configs/my-app/prod", {}, async (page) => {
      await page.locator("#what").focus();
      await page.keyboard.type("main");
      await page.keyboard.press("Enter");
      const ship = page.getByRole("button", { name: "Ship all" });
      await ship.waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.evaluate(() => Object.assign(globalThis, { isTheSame: true }));
      await ship.focus();
      await page.keyboard.press("Enter");
      await page.getByText("Healthy, and watched for a while").waitFor();
      await page.evaluate(() => Object.assign(globalThis, { isTheSame: true }));
      world.clock.advance(60_000);
      await page.locator("#live[data-ended]").waitFor({ state: "attached" });
      expect(await page.locator(".status").textContent()).toMatch(/^Live in \d/);
      expect(await page.evaluate(() => "isTheSame" in globalThis)).toBe(true);
      expect(await page.locator(".steps li").last().textContent()).toContain("live");
      expect(await page.title()).toContain("my-app → prod: live");
      await page.screenshot({ path: `${ARTEFACTS}/deploys-request.png`, fullPage: true });
    });
  });

  test.each(VIEWS)("one target and its request are accessible: %s", async (name, options) => {
    await visit("/configs/my-app/prod", options, async (page) => {
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.screenshot({ path: `${ARTEFACTS}/deploys-target-${name}.png`, fullPage: true });
      await page.locator(".moment").getByRole("link", { name: "request" }).first().click();
      await page.waitForURL(/\/requests\//);
      expect(await page.locator("h2").textContent()).toContain("my-app → prod");
      expect(await accessibilityFaults(page)).toEqual([]);
    });
  });

  test("makes README's picture of the chat: a deploy that is live, and one that would ship another's change", async () => {
    const { slack, alice, bob, deploys } = world;
    const talk = talkIn(world);
    await world.link(alice, "alice");
    await talk.newBuild("the first");
    const first = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
    await slack.click(alice.id, first, { actionId: "ship" });
    await talk.live(first);
    await world.commit(RELEASES, { "apps/my-app/prod/templates/alerts.yaml": ALERTS }, "bob");
    await talk.newBuild("the second");
    const second = await talk.newMessage(alice, "/deploy my-app main to prod", "waits for your word");
    const context = await browser.newContext({ viewport: { width: 760, height: 1200 } });
    const page = await context.newPage();
    // Who asked also sees how they linked their account.
    await page.goto(`${slack.url}/channels/${deploys.id}?as=${bob.id}`);
    const waiting = page.locator("article", { has: page.getByRole("button", { name: "Ship all" }) });
    expect(await waiting.count()).toBe(1);
    expect(await waiting.textContent()).toContain("bob");
    expect(second.ts).not.toBe(first.ts);
    const [before, last] = await Promise.all(
      [page.locator("article").nth(-2), waiting].map((article) => article.boundingBox()),
    );
    const top = (before?.y ?? 0) - 8;
    const clip = { x: 0, y: top, width: 760, height: (last?.y ?? 0) + (last?.height ?? 0) + 12 - top };
    const picture = await page.screenshot({ path: CHAT_PICTURE, type: "jpeg", quality: 72, clip });
    expect(picture.length).toBeLessThan(120_000);
    await slack.click(alice.id, second, { actionId: "cancel" });
    await context.close();
  });

  describe.each([3, 300])("%d configs", (count) => {
    beforeAll(() => writeManyConfigs(world, count));

    test.each(VIEWS)("are shown by team and channel, accessible: %s", async (name, options) => {
      await visit("/", options, async (page) => {
        // The server may hear of the push a moment later.
        await eventually(
          async () => {
            await page.reload();
            return (await page.locator(".filters").textContent())?.includes(`All ${count}`) || undefined;
          },
          () => `${count} configs are never shown`,
        );
        // In the other views the first rows of each team: there is nothing in row 300 that is not in one of them.
        const within = count < 10 || name === "light" ? ["html"] : ["header", "tr:nth-child(-n+8)"];
        expect(await accessibilityFaults(page, within)).toEqual([]);
        await page.screenshot({ path: `${ARTEFACTS}/deploys-${count}-${name}.png` });
        const tooWide = await page.locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
        expect(tooWide).toBe(0);
        await page.getByRole("searchbox").fill("search api");
        await page.keyboard.press("Enter");
        await page.waitForURL(/[?]q=search/);
        const names = await page.locator(".config-name").allTextContents();
        expect(names.length).toBe(count === 3 ? 1 : 5);
        expect(names.every((one) => one.startsWith("search-api"))).toBe(true);
        await page.getByRole("link", { name: /^Held/ }).click();
        await page.waitForURL(/show=held/);
        expect(await page.locator(".config-name").allTextContents()).toEqual(["search-api"]);
        await page.locator('td[data-channel="prod"] .release').click();
        await page.waitForURL(/\/configs\/search-api\/prod/);
        expect(await page.locator(".note.freeze").textContent()).toContain("Black Friday");
      });
    });
  });
});
