import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Writers } from "@/live/writers";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("somebody writes until they are silent for six seconds", () => {
  const writers = new Writers();
  writers.heard("cnv_1", "usr_1");
  vi.advanceTimersByTime(4_000);
  writers.heard("cnv_1", "usr_1");
  writers.heard("cnv_1", "usr_2");
  vi.advanceTimersByTime(5_999);
  expect(writers.snapshot()).toEqual({ cnv_1: ["usr_1", "usr_2"] });
  vi.advanceTimersByTime(1);
  expect(writers.snapshot()).toEqual({ cnv_1: [] });
});

test("who has sent their message writes no more, and others go on", () => {
  const writers = new Writers();
  const listener = vi.fn();
  writers.subscribe(listener);
  writers.heard("cnv_1", "usr_1");
  writers.heard("cnv_2", "usr_1");
  writers.stopped("cnv_1", "usr_1");
  writers.stopped("cnv_1", "usr_1");
  expect(writers.snapshot()).toEqual({ cnv_1: [], cnv_2: ["usr_1"] });
  expect(listener).toHaveBeenCalledTimes(3);
});
