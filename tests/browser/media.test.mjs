/**
 * Pictures and files, in and out: a customer's handset on one side, the team's windows on the other.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { newCustomer, unique } from "./customers.mjs";
import { AGENT, armFault, filesFrom, OWNER, VIEWER } from "./hub.mjs";
import { picturePng } from "./picture-file.mjs";
import { scenario } from "./stage.mjs";

const attachments = (window, state = null) =>
  window.log.locator(state ? `[data-testid=attachment][data-state=${state}]` : "[data-testid=attachment]");

/** Whether every picture in a locator is really drawn. */
const areDrawn = (images) =>
  images.evaluateAll((found) => found.length > 0 && found.every((image) => image.complete && image.naturalWidth > 0));

async function untilDrawn(page, images) {
  await images.first().waitFor();
  await page.waitForFunction((count) => document.querySelectorAll("[data-testid=attachment] img").length >= count, await images.count());
  await images.first().evaluate((image) => image.decode());
  assert.ok(await areDrawn(images));
}

/** Puts a file into the composer of a window. */
const choose = (window, files) => window.page.getByLabel("Files to attach").setInputFiles(files);

const png = (name, seed = 1) => ({ name, mimeType: "image/png", buffer: picturePng(seed) });

scenario("a customer's pictures appear in two open windows, and one of them is looked at and kept", async (stage) => {
  const customer = newCustomer();
  const [andy, olivia] = await Promise.all([AGENT, OWNER].map((email) => stage.windowOf(email)));
  const handset = await stage.handset(customer);
  const words = unique("Is this tooth all right?");
  await handset.page.getByRole("textbox", { name: "Text message" }).fill(words);
  await handset.picture();
  // The carrier promises no order of two texts at once.
  await andy.row(customer).getByText(words).waitFor();
  await handset.picture();
  for (const window of [andy, olivia]) {
    await window.openThread(customer);
    await attachments(window, "ready").nth(1).waitFor();
    await untilDrawn(window.page, attachments(window).locator("img"));
  }
  await andy.bubbles(words).waitFor();
  await andy.row(customer).getByText("Picture", { exact: true }).waitFor();

  await attachments(andy).first().getByRole("button", { name: /^Open: Picture from/ }).press("Enter");
  const viewer = andy.page.getByRole("dialog", { name: /^Picture from/ });
  await viewer.getByRole("img").waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  const [download] = await Promise.all([
    andy.page.waitForEvent("download"),
    viewer.getByRole("button", { name: "Download" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "attachment-1.png");
  await andy.page.keyboard.press("Escape");
  await viewer.waitFor({ state: "detached" });
});

scenario("the viewer goes through a message's pictures by the arrow keys", async (stage) => {
  const customer = newCustomer();
  await filesFrom(customer, "Three of them", { pictures: 3 });
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  await attachments(andy, "ready").nth(2).waitFor();
  await andy.page.getByRole("button", { name: /^Open: Picture 1 of 3 from/ }).click();
  const position = (at) => andy.page.getByRole("dialog").getByText(`${at} of 3`, { exact: true });
  await position(1).waitFor();
  await andy.page.keyboard.press("ArrowRight");
  await position(2).waitFor();
  await andy.page.keyboard.press("ArrowRight");
  await andy.page.keyboard.press("ArrowRight");
  await position(3).waitFor();
  await andy.page.keyboard.press("ArrowLeft");
  await position(2).waitFor();
  await andy.page.keyboard.press("Escape");
});

scenario("a picture is chosen, another one taken back, and what is left reaches the handset once", async (stage) => {
  const customer = newCustomer();
  await filesFrom(customer, "Please send me the plan");
  const [andy, olivia] = await Promise.all([AGENT, OWNER].map((email) => stage.windowOf(email)));
  const handset = await stage.handset(customer);
  await andy.openThread(customer);
  await olivia.openThread(customer);
  await choose(andy, [png("plan.png", 1), png("private.png", 2)]);
  const list = andy.page.getByRole("list", { name: "Attached files" });
  await list.locator("[data-state=ready]").nth(1).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);
  await list.getByRole("button", { name: "Remove private.png" }).click();
  await andy.page.getByRole("button", { name: "Send", exact: true }).click();
  await list.waitFor({ state: "detached" });
  for (const window of [andy, olivia]) {
    await window.log.locator("[data-testid=message][data-status=delivered] [data-testid=attachment][data-state=ready]").waitFor();
    await untilDrawn(window.page, attachments(window).locator("img"));
    assert.equal(await attachments(window).count(), 1);
  }
  await handset.pictures().waitFor();
  await handset.pictures().evaluate((image) => image.decode());
  assert.equal(await handset.pictures().count(), 1);
});

scenario("files come by dropping and by pasting, and what cannot be sent says why", async (stage) => {
  const customer = newCustomer();
  await filesFrom(customer, "Hello");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  await andy.composer.waitFor();
  await andy.page.getByRole("button", { name: "Attach files" }).waitFor();
  const list = andy.page.getByRole("list", { name: "Attached files" });
  const give = (kind, name, type, size) =>
    andy.page.evaluate(
      ([kind, name, type, size]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(size)], name, { type }));
        const target = document.querySelector("main[aria-label=Conversation] textarea");
        const event =
          kind === "paste"
            ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
        target.dispatchEvent(event);
      },
      [kind, name, type, size],
    );
  await give("dragenter", "dropped.png", "image/png", 9);
  await andy.page.getByText("Drop files to attach them").waitFor();
  await give("drop", "dropped.png", "image/png", 9);
  await andy.page.getByText("Drop files to attach them").waitFor({ state: "detached" });
  await give("paste", "pasted.png", "image/png", 9);
  await list.locator("[data-state=ready]").nth(1).waitFor();
  await give("drop", "setup.exe", "application/x-msdownload", 9);
  await list.getByText("This type of file can't be sent.").waitFor();
  await give("drop", "huge.pdf", "application/pdf", 600 * 1024);
  await list.getByText("Larger than 500 KB. Only JPEG, PNG and GIF may be larger.").waitFor();
  assert.equal(await andy.page.getByRole("button", { name: "Send", exact: true }).getAttribute("aria-disabled"), "true");
  for (const name of ["setup.exe", "huge.pdf"]) await list.getByRole("button", { name: `Remove ${name}` }).click();
  // Nine zero bytes are no picture: the hub looks at what was uploaded before it sends it.
  await andy.page.getByRole("button", { name: "Send", exact: true }).click();
  await andy.log.getByText("An attachment is not the kind of file that its name says.").waitFor();
});

scenario("an upload that breaks off may be tried again", async (stage) => {
  const customer = newCustomer();
  await filesFrom(customer, "Hello");
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  await andy.page.route("**/_s3/**", (route) => route.abort());
  await choose(andy, [png("plan.png")]);
  const list = andy.page.getByRole("list", { name: "Attached files" });
  await list.locator("[data-state=failed]").waitFor();
  await andy.page.unroute("**/_s3/**");
  await list.getByRole("button", { name: "Try again" }).click();
  await list.locator("[data-state=ready]").waitFor();
  await andy.page.getByRole("button", { name: "Send", exact: true }).click();
  await andy.log.locator("[data-status=delivered] [data-testid=attachment]").waitFor();
});

scenario("what did not come says why, and comes when somebody tries again; a viewer may not", async (stage) => {
  const customer = newCustomer();
  const words = unique("Look");
  await armFault({ fault: "media_not_found_404", count: 6, to: customer });
  await filesFrom(customer, words, { pictures: 1 });
  const andy = await stage.windowOf(AGENT);
  const vera = await stage.windowOf(VIEWER);
  for (const window of [andy, vera]) {
    await window.openThread(customer);
    await attachments(window, "failed").getByText("The carrier did not have this file.").waitFor();
  }
  assert.equal(await attachments(vera).getByRole("button").count(), 0);
  await attachments(andy, "failed").getByRole("button", { name: "Try again" }).click();
  for (const window of [andy, vera]) {
    await attachments(window, "ready").waitFor();
    await untilDrawn(window.page, attachments(window).locator("img"));
  }
});

scenario("a page that comes as a file is only ever kept", async (stage) => {
  const customer = newCustomer();
  const page = { content_type: "text/html", base64: Buffer.from("<!doctype html><script>alert(1)</script>").toString("base64") };
  await filesFrom(customer, "Open this", { files: [page] });
  const andy = await stage.windowOf(AGENT);
  await andy.openThread(customer);
  const [download] = await Promise.all([
    andy.page.waitForEvent("download"),
    attachments(andy, "ready").getByRole("button", { name: /^Download attachment-1/ }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "attachment-1.bin");
  assert.equal(await attachments(andy).locator("img").count(), 0);
});

scenario("pictures fit a phone and the dark, and axe finds nothing", async (stage) => {
  const customer = newCustomer();
  await filesFrom(customer, "Two of them", { pictures: 2 });
  for (const options of [
    { width: 390, height: 844, theme: "dark" },
    { width: 1280, height: 800, theme: "dark" },
  ]) {
    const andy = await stage.windowOf(AGENT, options);
    await andy.openThread(customer);
    await attachments(andy, "ready").nth(1).waitFor();
    await choose(andy, [png("plan.png")]);
    await andy.page.getByRole("list", { name: "Attached files" }).locator("[data-state=ready]").waitFor();
    assert.deepEqual(await gravestFindings(andy.page), []);
    const overhang = await andy.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overhang, 0, "nothing is wider than the window");
  }
});
