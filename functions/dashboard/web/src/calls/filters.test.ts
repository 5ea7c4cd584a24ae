import { expect, test } from "vitest";
import { filterOf, parametersOf, wishIn } from "@/calls/filters";

test.each([
  ["", {}],
  ["customer=ada&direction=inbound", { customer: "ada", direction: "inbound" }],
  ["outcome=missed&number=num_12015550123", { outcome: "missed", number: "num_12015550123" }],
  ["direction=sideways&outcome=__proto__&list=x", {}],
])("the address ?%s holds a wish", (address, expected) => {
  const wish = wishIn(new URLSearchParams(address));
  expect(parametersOf(wish)).toEqual(expected);
  expect(wishIn(new URLSearchParams(parametersOf(wish)))).toEqual(wish);
});

test("the list of missed calls asks for nothing else", () => {
  const wish = wishIn(new URLSearchParams("customer=%20ada%20&outcome=answered"));
  expect(filterOf(wish, false)).toEqual({ customer: "ada", outcome: "answered" });
  expect(filterOf(wish, true)).toEqual({ customer: "ada", outcome: "missed" });
});
