import { expect, test } from "vitest";
import { countries, countryOf, timeZones } from "@/format/places";

test.each([
  [["en-GB", "en"], "GB"],
  [["de"], "DE"],
  [["en"], "US"],
  [[], "US"],
])("of the locales %j the country is %s", (locales, country) => {
  expect(countryOf(locales)).toBe(country);
});

test("a zone that this browser does not list can stay chosen", () => {
  expect(timeZones("Mars/Olympus")[0]).toBe("Mars/Olympus");
  expect(timeZones("Europe/Berlin").filter((zone) => zone === "Europe/Berlin")).toHaveLength(1);
});

test("every country has a name", () => {
  expect(countries().filter(({ code, name }) => code === name)).toEqual([]);
});
