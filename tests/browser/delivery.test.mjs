/** What could not be sent, and what the carrier told. The hub under test has given up on a text to one customer. */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { nationally, newCustomer } from "./customers.mjs";
import { AGENT, OWNER, textFrom } from "./hub.mjs";
import { scenario } from "./stage.mjs";

const GIVEN_UP = "+14155550171";

scenario("an owner sees what was not sent and lets it go out, and what the carrier told", async (stage) => {
  const customer = newCustomer();
  await textFrom(customer, "Is anybody there?");
  const handset = await stage.handset(GIVEN_UP);
  const olivia = await stage.windowOf(OWNER);
  await olivia.openSettings("Delivery");
  const letters = olivia.page.getByRole("list", { name: "Not sent" });
  const letter = letters.getByRole("listitem").filter({ hasText: nationally(GIVEN_UP) });
  await letter.getByText("Nothing was sent.").waitFor();
  assert.deepEqual(await gravestFindings(olivia.page), []);
  await letter.getByRole("button", { name: "Send now" }).click();
  await olivia.page.getByText("Everything was handed to the carrier.").waitFor();
  await handset.page.getByText("We open at nine").waitFor();

  const webhooks = olivia.page.getByRole("table", { name: "Webhooks, newest first" });
  const row = webhooks.getByRole("row").filter({ hasText: "A customer's text" }).filter({ hasText: "Done" });
  await row.first().waitFor();
  await olivia.page.getByLabel("Outcome").selectOption({ label: "Failed" });
  await olivia.page.getByText("None with this outcome.").waitFor();
});

scenario("who is no owner is told why there is nothing to see", async (stage) => {
  const andy = await stage.windowOf(AGENT);
  await andy.openSettings("Delivery");
  await andy.page.getByText("Only owners see the deliveries").waitFor();
});
