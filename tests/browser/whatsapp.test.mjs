/**
 * WhatsApp in a real browser: a message with its writer's name, an answer, and the rule of the 24
 * hours. The hub's clock is set ahead by the last story, so it stays the last.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { newCustomer, unique } from "./customers.mjs";
import { AGENT, letTimePass, OWNER, whatsappFrom } from "./hub.mjs";
import { scenario } from "./stage.mjs";

const SENDER = "whatsapp:+12015550190";
const A_DAY = 24 * 60 * 60;

const templates = (window) => window.page.getByRole("region", { name: "Send a template" });

scenario("the owner sees the senders and syncs the templates", async (stage) => {
  const olivia = await stage.windowOf(OWNER);
  await olivia.openSettings("WhatsApp");
  const page = olivia.settingsPage("WhatsApp");
  await page.getByRole("list", { name: "Senders" }).getByText("(201) 555-0190").waitFor();
  await page.getByRole("button", { name: "Sync with Twilio" }).click();
  await olivia.toast("3 templates are here").waitFor();
  const rows = page.getByRole("list", { name: "Templates" }).getByRole("listitem");
  assert.equal(await rows.count(), 3);
  await rows.filter({ hasText: "spring_offer" }).getByText("pending", { exact: true }).waitFor();

  await page.getByLabel("Number of the sender").fill("+1 201 555 0199");
  await page.getByRole("button", { name: "Add sender" }).click();
  await page.getByRole("alert").filter({ hasText: "no WhatsApp sender with this number" }).waitFor();
  await page.getByLabel("Number of the sender").fill("+1 201 555 0191");
  await page.getByRole("button", { name: "Add sender" }).click();
  await page.getByRole("list", { name: "Senders" }).getByText("(201) 555-0191").waitFor();
  assert.deepEqual(await gravestFindings(olivia.page), []);
});

scenario("a message comes in with a name, an answer goes out, and once the window closes only a template does", async (stage) => {
  const customer = newCustomer();
  const name = unique("Zoë");
  const question = unique("Are you open");
  await whatsappFrom(customer, name, question);
  const andy = await stage.windowOf(AGENT);
  const row = andy.rows.filter({ hasText: name });
  await row.getByText("WhatsApp", { exact: true }).waitFor();
  await row.click();
  await andy.bubbles(question).waitFor();
  await andy.note("You can write freely for 24 h.").waitFor();

  const handset = await stage.handset(customer, "acme");
  await handset.openWhatsapp(customer, SENDER);
  const answer = unique("Until six");
  await andy.answer(answer);
  await handset.texts(answer).waitFor();
  await andy.bubbles(answer, "delivered").waitFor();

  await letTimePass(A_DAY);
  const late = unique("Too late");
  await andy.answer(late);
  await andy.bubbles(late, "failed").or(andy.log.getByText("The customer last wrote more than 24 hours ago")).first().waitFor();
  await andy.note("The customer last wrote more than 24 hours ago.").waitFor();
  assert.equal(await andy.composer.count(), 0, "free texts are not offered");

  const form = templates(andy);
  await form.getByLabel("Template").selectOption({ label: "appointment_reminder (en)" });
  assert.equal(await form.getByLabel("Template").locator("option", { hasText: "spring_offer" }).count(), 0, "it is not approved");
  await form.getByLabel("Variable 1").fill(name);
  await form.getByLabel("Variable 2").fill("Friday");
  const words = `Hello ${name}, this is Acme Dental. You have an appointment on Friday. Please reply to confirm.`;
  assert.equal(await form.getByTestId("template-preview").textContent(), words);
  assert.deepEqual(await gravestFindings(andy.page), []);
  await form.getByRole("button", { name: "Send template" }).click();
  await handset.texts(words).waitFor();
  // No socket lives for a day.
  await andy.page.reload();
  await andy.isIn();
  await andy.bubbles(words, "delivered").waitFor();
});
