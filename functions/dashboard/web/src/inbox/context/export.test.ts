import { expect, test } from "vitest";
import type { ExportPage } from "@/api/types";
import { gatherExport, progressWords, type Gathered } from "@/inbox/context/export";
import { messageEntry, noteEntry } from "@/live/entries";
import { message, note } from "@/live/samples";

const page = (fields: Partial<ExportPage>): ExportPage => ({ details: null, campaigns: [], entries: [], nextCursor: null, ...fields });
const details = { format: "hub-contact-export/1" } as ExportPage["details"];

test("all pages are joined, the empty ones included", async () => {
  const pages: Record<string, ExportPage> = {
    first: page({ details, nextCursor: "a" }),
    a: page({ nextCursor: "b" }),
    b: page({ entries: [messageEntry(message())], nextCursor: "c" }),
    c: page({ entries: [noteEntry(note())] }),
  };
  const steps: Gathered[] = [];
  const whole = await gatherExport(
    (cursor) => Promise.resolve(pages[cursor ?? "first"] ?? page({})),
    (gathered) => steps.push(gathered),
  );
  expect(whole).toEqual({ details, campaigns: [], entries: [messageEntry(message()), noteEntry(note())] });
  expect(steps.map(({ entries }) => entries)).toEqual([0, 0, 1, 2]);
});

test("a page that fails ends it", async () => {
  const failing = gatherExport(
    (cursor) => (cursor ? Promise.reject(new Error("gone")) : Promise.resolve(page({ details, nextCursor: "a" }))),
    () => undefined,
  );
  await expect(failing).rejects.toThrow("gone");
});

test.each([
  [{ campaigns: 0, entries: 0 }, "Exporting…"],
  [{ campaigns: 0, entries: 1 }, "Exporting… 1 message, call or note so far"],
  [{ campaigns: 2, entries: 1200 }, "Exporting… 1,200 messages, calls and notes, 2 campaigns so far"],
])("%j reads %j", (gathered, words) => {
  expect(progressWords(gathered)).toBe(words);
});
