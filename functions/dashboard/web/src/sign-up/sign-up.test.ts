import { expect, test } from "vitest";
import { signUp, type SignUp } from "@/sign-up/sign-up";

const filledIn: SignUp = {
  organization: "Acme Dental",
  name: "Olivia",
  email: "olivia@acme.test",
  password: "copper kettle",
  timeZone: "America/New_York",
  defaultCountry: "US",
};

test("a form that is filled in is taken, without the spaces around the words", () => {
  expect(signUp.parse({ ...filledIn, organization: "  Acme Dental ", email: " olivia@acme.test " })).toEqual(filledIn);
});

test.each([
  ["organization", { organization: "   " }],
  ["name", { name: "" }],
  ["email", { email: "olivia@acme" }],
  ["password", { password: "too short" }],
  ["password", { email: "olivia@acme.test", password: "Olivia@acme.test" }],
])("%s is refused: %j", (field, fields) => {
  const { error } = signUp.safeParse({ ...filledIn, ...fields });
  expect(error?.issues.map(({ path }) => path.join("."))).toEqual([field]);
});
