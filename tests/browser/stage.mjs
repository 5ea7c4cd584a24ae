/**
 * Where a test plays: windows of the dashboard, each its own browser profile, and handsets. What a
 * failed test saw is kept as pictures.
 */

import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { Dashboard } from "./dashboard.mjs";
import { Handset } from "./handset.mjs";
import { HUB_URL } from "./hub.mjs";

/** No condition is waited for longer than this. */
const BOUND_MS = 5_000;
/** A whole test, with every window it opens. */
const TEST_MS = 60_000;

let browser = null;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

class Stage {
  #contexts = [];
  #pages = [];
  #faults = [];

  async #page({ width = 1280, height = 800, theme = "light" } = {}) {
    const context = await browser.newContext({
      baseURL: HUB_URL,
      viewport: { width, height },
      colorScheme: theme,
      reducedMotion: "reduce",
      locale: "en-US",
    });
    context.setDefaultTimeout(BOUND_MS);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.#faults.push(`${page.url()}: ${error.stack ?? error.message}`));
    page.on("console", (message) => {
      if (/content security policy/i.test(message.text())) this.#faults.push(`${page.url()}: ${message.text()}`);
    });
    this.#pages.push(page);
    return page;
  }

  /** A window of the dashboard at its sign-in page, or at another one that needs no session. */
  async window(options, path = "/") {
    const dashboard = new Dashboard(await this.#page(options));
    await dashboard.page.goto(path);
    return dashboard;
  }

  /** A window in which the person is signed in and connected. */
  async windowOf(email, options) {
    const dashboard = await this.window(options);
    await dashboard.signIn(email);
    return dashboard;
  }

  async handset(customer, tenantId = "acme") {
    const handset = new Handset(await this.#page({ width: 420, height: 720 }));
    await handset.open(customer, tenantId);
    return handset;
  }

  /** A handset that texts any number of the simulated carrier. */
  async handsetTo(customer, business) {
    const handset = new Handset(await this.#page({ width: 420, height: 720 }));
    await handset.openTo(customer, business);
    return handset;
  }

  /** Errors that no code of a page caught. */
  complain() {
    if (this.#faults.length > 0) throw new Error(`a page failed:\n${this.#faults.join("\n")}`);
  }

  async keepPictures(name) {
    const folder = process.env.HUB_ARTIFACTS || tmpdir();
    await mkdir(folder, { recursive: true });
    const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 60);
    const kept = this.#pages.map(async (page, index) => {
      const path = join(folder, `${slug}-${index + 1}.png`);
      await page.screenshot({ path });
      return path;
    });
    const results = await Promise.allSettled(kept);
    return results.map(({ value, reason }) => value ?? `no picture: ${reason}`);
  }

  close() {
    return Promise.all(this.#contexts.map((context) => context.close()));
  }
}

/** A test with a stage of its own. `t` is the one of node:test. */
export function scenario(name, play) {
  test(name, { timeout: TEST_MS }, async (t) => {
    const stage = new Stage();
    try {
      await play(stage, t);
      stage.complain();
    } catch (error) {
      for (const picture of await stage.keepPictures(name)) console.error(`What the page showed: ${picture}`);
      throw error;
    } finally {
      await stage.close();
    }
  });
}
