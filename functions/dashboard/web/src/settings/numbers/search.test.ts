import { expect, test } from "vitest";
import { query } from "@/api/query";
import { parametersOf, problemsOf, searchIn, wantedIn } from "@/settings/numbers/search";

test("before the first search nothing is asked for", () => {
  expect(searchIn(new URLSearchParams(), "CA")).toBeNull();
  expect(wantedIn(new URLSearchParams(), "CA")).toEqual({ country: "CA", kind: "local", areaCode: "", contains: "" });
});

test("what was searched comes back from the address", () => {
  const wanted = { country: "US", kind: "tollFree" as const, areaCode: " 415 ", contains: "" };
  const search = searchIn(new URLSearchParams(parametersOf(wanted)), "CA");
  expect(search).toEqual({ country: "US", kind: "tollFree", sms: true, areaCode: "415" });
  expect(query({ ...search })).toBe("?country=US&kind=tollFree&sms=true&areaCode=415");
});

test("a kind that does not exist is read as local", () => {
  expect(wantedIn(new URLSearchParams("country=US&kind=fax"), "US").kind).toBe("local");
});

test.each([
  ["415", "", {}],
  ["", "TEETH", {}],
  ["4a5", "", { areaCode: "Three digits, such as 415" }],
  ["41", "", { areaCode: "Three digits, such as 415" }],
  ["", "5 5", { contains: "Digits or letters, such as 555 or TEETH" }],
])("area code %j with %j", (areaCode, contains, problems) => {
  expect(problemsOf({ country: "US", kind: "local", areaCode, contains })).toEqual(problems);
});
