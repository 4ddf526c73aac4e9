import { existsSync, mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { chromium, type Browser, type Page } from "playwright-core";
import { RELEASES, startTestWorld, type TestWorld } from "./testing/world.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const ARTEFACTS = "build/screenshots";
const hasBrowser = existsSync(CHROMIUM);

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DESKTOP = { viewport: { width: 1280, height: 860 } };

test("there is a browser where there must be one", () => {
  expect(hasBrowser || process.env["BROWSER_REQUIRED"] !== "true").toBe(true);
});

(hasBrowser ? describe : describe.skip)("a deploy as people see it in the channel", () => {
  let world: TestWorld;
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    [world, browser] = await Promise.all([
      startTestWorld(),
      chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] }),
    ]);
    await world.link(world.alice, "alice");
    await world.build();
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  const address = () => `${world.slack.url}/channels/${world.deploys.id}?as=${world.alice.id}`;

  /** Opens the channel as alice, and fails on any error that the browser reports. */
  async function open(options: typeof DESKTOP | typeof PHONE): Promise<Page> {
    const page = await (await browser.newContext(options)).newPage();
    page.on("pageerror", (error) => expect(String(error)).toBe(""));
    await page.goto(address());
    return page;
  }

  async function picture(page: Page, name: string): Promise<void> {
    const wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    expect([name, await page.evaluate(wider)]).toEqual([name, 0]);
    await page.screenshot({ path: `${ARTEFACTS}/${name}.png`, fullPage: true });
  }

  test("the form is filled in, the preview read and shipped, and the end is there, on a desktop and on a phone", async () => {
    const map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n";
    await world.commit(RELEASES, { "apps/my-app/prod/templates/settings.yaml": map }, "carol");
    const [desktop, phone] = [await open(DESKTOP), await open(PHONE)];

    await desktop.getByLabel("Type a command").fill("/deploy");
    await desktop.getByRole("button", { name: "Send" }).click();
    await desktop.getByLabel("Branch, pull request or commit").waitFor();
    await picture(desktop, "slack-form-desktop");
    await phone.reload();
    await picture(phone, "slack-form-phone");
    await desktop.getByLabel("Branch, pull request or commit").fill("mian");
    await desktop.getByRole("button", { name: "Deploy", exact: true }).click();
    await desktop.getByText("There is no branch mian in acme/my-app").waitFor();
    await picture(desktop, "slack-form-error-desktop");
    await desktop.getByLabel("Branch, pull request or commit").fill("main");
    await desktop.getByRole("button", { name: "Deploy", exact: true }).click();

    await desktop.getByText("also ships 1 change that is not yours").waitFor();
    await picture(desktop, "slack-preview-desktop");
    await phone.goto(address());
    await phone.getByRole("button", { name: "Ship all" }).waitFor();
    await picture(phone, "slack-preview-phone");
    await phone.getByRole("button", { name: "Ship all" }).click();

    await desktop.getByText("healthy, and watched for a while").waitFor();
    world.clock.advance(60_000);
    await desktop.getByText("live in 1:00").waitFor();
    await picture(desktop, "slack-live-desktop");
    await phone.getByText("live in 1:00").waitFor();
    await picture(phone, "slack-live-phone");
  });
});
