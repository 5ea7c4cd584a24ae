import { expect, test } from "vitest";
import { fillIn, knownOf, variablesIn } from "@/templates/variables";

test("variables are named once and filled in where they are known", () => {
  const body = "Hi {{first_name}}, {{ day }}? {{day}} {not} {{not a name}}";
  expect(variablesIn(body)).toEqual(["first_name", "day"]);
  expect(fillIn(body, { ...knownOf("+14155550123", " Ada Lovelace "), day: "Monday" })).toBe("Hi Ada, Monday? Monday {not} {{not a name}}");
  expect(fillIn("Hi {{first_name}}", knownOf("+14155550123", null))).toBe("Hi {{first_name}}");
});
