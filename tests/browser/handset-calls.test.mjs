/**
 * The handset's calls: somebody calls a business, hears its greeting and puts the call away.
 */

import assert from "node:assert/strict";
import { gravestFindings } from "./accessibility.mjs";
import { newCustomer } from "./customers.mjs";
import { scenario } from "./stage.mjs";

/** A greeting takes as long as it takes to say it. */
const GREETING_MS = 15_000;

scenario("a customer calls, hears the greeting and puts the call away", async (stage) => {
  const handset = await stage.handset(newCustomer());
  await handset.call();
  await handset.heard.getByText("Thank you for calling").waitFor();
  await handset.callState.getByText(/^Call ended after \d+ s$/).waitFor({ timeout: GREETING_MS });
  assert.deepEqual(await gravestFindings(handset.page), []);
  await handset.page.getByRole("button", { name: "Close", exact: true }).press("Enter");
  await handset.callRegion.waitFor({ state: "hidden" });
  await handset.page.getByRole("button", { name: "Call the business" }).waitFor();
});
