/** Templates and campaigns, in a real browser. */

import assert from "node:assert/strict";
import { before } from "node:test";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer, unique } from "./customers.mjs";
import { AGENT, apiOf, OWNER, textFrom, VIEWER } from "./hub.mjs";
import { scenario } from "./stage.mjs";

before(async () => {
  // The stories play at any hour.
  const owner = await apiOf(OWNER);
  const { version, quietHours } = await owner.call("/api/settings");
  await owner.call("/api/settings", { method: "PATCH", body: { version, quietHours: { ...quietHours, enabled: false } } });
});

const main = (window, name) => window.page.getByRole("main", { name, exact: true });

async function openCampaigns(window) {
  await window.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Campaigns" }).click();
  await main(window, "Campaigns").waitFor();
}

async function openTemplates(window) {
  await openCampaigns(window);
  await window.page.getByRole("link", { name: "Templates" }).click();
  await main(window, "Templates").waitFor();
}

scenario("a template is made, changed, and inserted with the customer's name", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, unique("Hello"));
  const [andy, olivia] = [await stage.windowOf(AGENT), await stage.windowOf(OWNER)];
  const api = await apiOf(AGENT);
  await api.call(`/api/contacts/con_${customer.slice(1)}`, { method: "PATCH", body: { name: "Ada Lovelace" } });
  await openTemplates(olivia);
  await openTemplates(andy);
  const name = unique("Check-up");
  await andy.button("New template").click();
  const dialog = andy.dialog("New template");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Message").fill("Hi {{first_name}}, your check-up is due.");
  await dialog.getByText("Hi Ada, your check-up is due.").waitFor();
  await dialog.getByRole("button", { name: "Save" }).click();
  await olivia.page.getByRole("heading", { name }).waitFor();
  assert.deepEqual(await gravestFindings(andy.page), []);

  await andy.button("New template").click();
  await andy.dialog("New template").getByLabel("Name").fill(name.toUpperCase());
  await andy.dialog("New template").getByLabel("Message").fill("Again");
  await andy.dialog("New template").getByRole("button", { name: "Save" }).click();
  await andy.page.getByText("There is a template with this name.").waitFor();
  await andy.dialog("New template").getByRole("button", { name: "Cancel" }).click();

  await andy.openInbox();
  await andy.row("Ada Lovelace").or(andy.rows.filter({ hasText: "Ada Lovelace" })).first().click();
  await andy.button("Insert a template").click();
  await andy.page.getByRole("menuitem", { name }).click();
  assert.equal(await andy.composer.inputValue(), "Hi Ada, your check-up is due.");
});

scenario("a campaign from a file: checked, started, delivered, and who opted out is left out", async (stage) => {
  const [one, two, gone] = [newCustomer(), newCustomer(), newCustomer()];
  await textFrom(gone, "STOP");
  const window = await stage.windowOf(AGENT);
  await openCampaigns(window);
  await window.page.getByRole("link", { name: "New campaign" }).click();
  const name = unique("Autumn check-up");
  await window.page.getByLabel("Name").fill(name);
  await window.page.getByLabel("Message").fill("Hi {{first_name}}, see you on {{day}}?");
  assert.deepEqual(await gravestFindings(window.page), []);
  await window.button("Next: recipients").click();

  const csv = `Name,Phone,Day\nAda Lovelace,${one},Monday\n"Byron, Bob",${nationally(two)},Tuesday\nGone,${gone},Monday\nNobody,12,Monday\nAda again,${one},Friday\n`;
  await window.page.getByLabel("CSV file", { exact: true }).setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  assert.deepEqual(await gravestFindings(window.page), []);
  await window.button("Check").click();
  await window.page.getByText("2 recipients will get it").waitFor();
  await window.page.getByText("Opted out (1)").waitFor();
  await window.page.getByText("1 row without a phone number.").waitFor();
  await window.page.getByText("about $0.0166 at list prices").waitFor();
  await window.page.getByText("see you on").first().waitFor();
  assert.deepEqual(await gravestFindings(window.page), []);
  await window.button("Send to 2 recipients").click();

  await main(window, name).waitFor();
  const figure = (label, value) => window.page.locator(`[data-testid=figure-${label}]`).filter({ hasText: new RegExp(`^${value}$`) }).waitFor({ timeout: 15_000 });
  await figure("delivered", "2");
  await figure("refused", "1");
  await window.page.getByTestId("campaign-state").filter({ hasText: "Done" }).waitFor({ timeout: 15_000 });
  assert.deepEqual(await gravestFindings(window.page), []);

  await window.page.getByLabel("Show").selectOption("Refused");
  const refused = window.page.getByTestId("recipient");
  await refused.filter({ hasText: "Customer has opted out of SMS" }).waitFor();
  await refused.nth(1).waitFor({ state: "detached" });
  await window.page.getByLabel("Show").selectOption("Delivered");
  await refused.getByRole("link", { name: nationally(two) }).click();
  await window.page.getByText(`Campaign: ${name}`).waitFor();

  const handset = await stage.handset(one);
  await handset.texts("Hi Ada, see you on Monday?\nReply STOP to opt out.").waitFor();
  const viewer = await stage.windowOf(VIEWER);
  await openCampaigns(viewer);
  await viewer.page.getByRole("link", { name }).waitFor();
  assert.equal(await viewer.page.getByRole("link", { name: "New campaign" }).count(), 0);
});
